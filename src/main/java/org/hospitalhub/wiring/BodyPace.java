package org.hospitalhub.wiring;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.time.Duration;
import org.apache.catalina.connector.ClientAbortException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.coyote.InputBuffer;
import org.apache.tomcat.util.net.ApplicationBufferHandler;

/**
 * Cuts off a caller whose body keeps a thread waiting too long: together 20 s, and one second more for every 4 KiB that came. Only
 * the time in which the hub waited for bytes counts, not the time in which it worked on them.
 */
final class BodyPace extends ValveBase {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long BYTES_A_SECOND = 4_096;

    BodyPace() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        org.apache.coyote.Request coyote = request.getCoyoteRequest();
        InputBuffer body = coyote.getInputBuffer();
        coyote.setInputBuffer(new Paced(body, response));
        try {
            getNext().invoke(request, response);
        } finally {
            coyote.setInputBuffer(body);
        }
    }

    /** Returns whether a body of which so many bytes came has kept the hub waiting for too long. */
    static boolean tooSlow(long waitedNanos, long bytes) {
        return waitedNanos > PATIENCE.toNanos() + Duration.ofSeconds(1).toNanos() * bytes / BYTES_A_SECOND;
    }

    private static final class Paced implements InputBuffer {

        private final InputBuffer body;
        private final Response response;
        private long waited;
        private long bytes;

        Paced(InputBuffer body, Response response) {
            this.body = body;
            this.response = response;
        }

        @Override
        public int doRead(ApplicationBufferHandler handler) throws IOException {
            long began = System.nanoTime();
            int read = body.doRead(handler);
            waited += System.nanoTime() - began;
            bytes += Math.max(0, read);
            if (read > 0 && tooSlow(waited, bytes)) {
                response.getCoyoteResponse().action(ActionCode.CLOSE_NOW, null);
                throw new ClientAbortException(new IOException("the body came too slowly"));
            }
            return read;
        }

        @Override
        public int available() {
            return body.available();
        }
    }
}
