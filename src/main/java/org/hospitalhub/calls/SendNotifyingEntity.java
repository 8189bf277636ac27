package org.hospitalhub.calls;

import java.io.IOException;
import java.io.OutputStream;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;
import org.jspecify.annotations.Nullable;

/**
 * A request body that reports the moment before it is sent: the connection is open, and no byte of the request was sent, because
 * the HTTP client buffers the head until the first bytes of the body are written.
 */
public final class SendNotifyingEntity extends HttpEntityWrapper {

    private final @Nullable String contentType;
    private final Runnable leaving;

    /**
     * Creates a body.
     *
     * @param contentType header as it is sent, null for none
     * @param leaving runs before the first byte is sent; when it throws, nothing is sent
     */
    public SendNotifyingEntity(byte[] body, @Nullable String contentType, Runnable leaving) {
        super(new ByteArrayEntity(body, null));
        this.contentType = contentType;
        this.leaving = leaving;
    }

    /** Returns the media type unchanged; the library would rewrite it. */
    @Override
    public @Nullable String getContentType() {
        return contentType;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        try {
            leaving.run();
        } catch (RuntimeException stopped) {
            throw new NothingSentException(stopped);
        }
        super.writeTo(out);
    }
}
