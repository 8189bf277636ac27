package org.hospitalhub.calls;

import java.io.IOException;
import java.io.OutputStream;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;
import org.jspecify.annotations.Nullable;

/**
 * A body that says when it leaves: the connection is there, and no byte of the request was sent. The HTTP client buffers a
 * request's head until the first bytes of its body are written.
 */
public final class LeavingEntity extends HttpEntityWrapper {

    private final @Nullable String contentType;
    private final Runnable leaving;

    /**
     * Makes a body.
     *
     * @param contentType header as it is sent, null for none
     * @param leaving runs before the first byte leaves; when it throws, nothing leaves
     */
    public LeavingEntity(byte[] body, @Nullable String contentType, Runnable leaving) {
        super(new ByteArrayEntity(body, null));
        this.contentType = contentType;
        this.leaving = leaving;
    }

    /** Returns the media type as it was given; the library would write it in its own manner. */
    @Override
    public @Nullable String getContentType() {
        return contentType;
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
