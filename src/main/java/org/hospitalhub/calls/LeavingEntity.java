package org.hospitalhub.calls;

import java.io.IOException;
import java.io.OutputStream;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/**
 * A body that says when it leaves: the connection is there, and no byte of the request was sent. The HTTP client buffers a
 * request's head until the first bytes of its body are written.
 */
public final class LeavingEntity extends HttpEntityWrapper {

    private final Runnable leaving;

    /**
     * Wraps a body.
     *
     * @param leaving runs before the first byte leaves; when it throws, nothing leaves
     */
    public LeavingEntity(HttpEntity body, Runnable leaving) {
        super(body);
        this.leaving = leaving;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        try {
            leaving.run();
        } catch (RuntimeException stopped) {
            throw new NothingSent(stopped);
        }
        super.writeTo(out);
    }
}
