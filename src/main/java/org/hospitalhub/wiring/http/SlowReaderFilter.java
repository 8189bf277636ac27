package org.hospitalhub.wiring.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.catalina.connector.ClientAbortException;
import org.hospitalhub.calls.LargeData;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Cuts off responses whose client reads too slowly: the limit is 20 s, and one second more for every 4 KiB sent; for every 256 KiB
 * when the response keeps others from large answers ({@link LargeData}). Only the time in which the hub waited for the client counts.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class SlowReaderFilter extends OncePerRequestFilter {

    private static final Logger LOG = LoggerFactory.getLogger(SlowReaderFilter.class);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long BYTES_A_SECOND = 4_096;
    private static final long BYTES_A_SECOND_OF_LARGE = 256 * 1_024;

    private final LongSupplier ticks;

    SlowReaderFilter() {
        this(System::nanoTime);
    }

    SlowReaderFilter(LongSupplier ticks) {
        this.ticks = ticks;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Timed timed = new Timed(response, ticks);
        try {
            chain.doFilter(request, timed);
        } finally {
            if (timed.cut()) {
                // Whatever was made of the first exception, the response must not look complete.
                throw cutOff();
            }
        }
    }

    @Override
    protected boolean shouldNotFilterAsyncDispatch() {
        return false;
    }

    /** Returns whether the hub has waited too long for a client to which this number of bytes was sent. */
    private static boolean tooSlow(long waitedNanos, long bytes) {
        long pace = LargeData.isHeld() ? BYTES_A_SECOND_OF_LARGE : BYTES_A_SECOND;
        return waitedNanos > PATIENCE.toNanos() + Duration.ofSeconds(1).toNanos() * bytes / pace;
    }

    private static ClientAbortException cutOff() {
        return new ClientAbortException(new IOException("the client reads the response too slowly"));
    }

    private static final class Timed extends HttpServletResponseWrapper {

        private final LongSupplier ticks;
        private @Nullable TimedStream stream;

        Timed(HttpServletResponse response, LongSupplier ticks) {
            super(response);
            this.ticks = ticks;
        }

        boolean cut() {
            return stream != null && stream.cut;
        }

        @Override
        public ServletOutputStream getOutputStream() throws IOException {
            if (stream == null) {
                stream = new TimedStream(super.getOutputStream(), ticks);
            }
            return stream;
        }
    }

    private static final class TimedStream extends ServletOutputStream {

        private final ServletOutputStream out;
        private final LongSupplier ticks;
        private long waited;
        private long bytes;
        private boolean cut;

        TimedStream(ServletOutputStream out, LongSupplier ticks) {
            this.out = out;
            this.ticks = ticks;
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] content, int from, int length) throws IOException {
            // One call may carry a whole answer; its time is looked at in between.
            for (int done = 0; done < length; done += (int) BYTES_A_SECOND) {
                int piece = Math.min(length - done, (int) BYTES_A_SECOND);
                requireNotCut();
                long began = ticks.getAsLong();
                out.write(content, from + done, piece);
                count(ticks.getAsLong() - began, piece);
            }
        }

        private void count(long nanos, int more) {
            waited += nanos;
            bytes += more;
            if (!cut && tooSlow(waited, bytes)) {
                cut = true;
                LOG.warn(
                        "A response was cut off after {} bytes: its client took {} to read them",
                        bytes,
                        Duration.ofNanos(waited).truncatedTo(java.time.temporal.ChronoUnit.SECONDS));
            }
        }

        private void requireNotCut() throws IOException {
            if (cut) {
                throw cutOff();
            }
        }

        @Override
        public void flush() throws IOException {
            requireNotCut();
            long began = ticks.getAsLong();
            out.flush();
            count(ticks.getAsLong() - began, 0);
        }

        @Override
        public void close() throws IOException {
            requireNotCut();
            out.close();
        }

        @Override
        public boolean isReady() {
            return out.isReady();
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            out.setWriteListener(listener);
        }
    }
}
