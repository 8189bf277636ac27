package org.hospitalhub.cms;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * HTTP client for small calls to authorities: no redirects, no cookies, a limit for the size of the answer, and one for
 * the whole call, its answer's last byte included.
 */
final class LimitedHttpClient {

    private final HttpClient client;
    private final Duration timeOut;
    private final int mostBytes;

    LimitedHttpClient(@Nullable SSLContext tls, Duration timeOut, int mostBytes) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeOut);
        this.client = tls == null ? builder.build() : builder.sslContext(tls).build();
        this.timeOut = timeOut;
        this.mostBytes = mostBytes;
    }

    byte[] post(URI address, String mediaType, byte[] body) throws IOException {
        return call(HttpRequest.newBuilder(address)
                .header("Content-Type", mediaType)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build());
    }

    byte[] get(URI address) throws IOException {
        return call(HttpRequest.newBuilder(address).GET().build());
    }

    /** Returns the body of a 200; everything else is an exception that says what happened, without the query. */
    private byte[] call(HttpRequest request) throws IOException {
        CompletableFuture<HttpResponse<byte[]>> call = client.sendAsync(request, head -> new Limited(mostBytes));
        try {
            HttpResponse<byte[]> response = call.get(timeOut.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != 200) {
                throw new IOException("it answered with status " + response.statusCode());
            }
            return response.body();
        } catch (TimeoutException late) {
            call.cancel(true);
            throw new HttpTimeoutException("no whole answer came within " + timeOut.toSeconds() + " s");
        } catch (InterruptedException stopped) {
            call.cancel(true);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the hub is stopping");
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause() == null ? failed : failed.getCause();
            throw new IOException(
                    cause instanceof TooLarge
                            ? "its answer is larger than " + mostBytes + " bytes"
                            : "the call failed (" + cause.getClass().getSimpleName() + ")",
                    cause);
        }
    }

    private static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /** Collects a body up to its limit, then cancels. */
    private static final class Limited implements HttpResponse.BodySubscriber<byte[]> {
        private final int mostBytes;
        private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private Flow.@Nullable Subscription subscription;

        Limited(int mostBytes) {
            this.mostBytes = mostBytes;
        }

        @Override
        public CompletionStage<byte[]> getBody() {
            return whole;
        }

        @Override
        public void onSubscribe(Flow.Subscription newest) {
            subscription = newest;
            newest.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> pieces) {
            for (ByteBuffer piece : pieces) {
                if (bytes.size() + piece.remaining() > mostBytes) {
                    whole.completeExceptionally(new TooLarge());
                    if (subscription != null) {
                        subscription.cancel();
                    }
                    return;
                }
                byte[] read = new byte[piece.remaining()];
                piece.get(read);
                bytes.writeBytes(read);
            }
        }

        @Override
        public void onError(Throwable broken) {
            whole.completeExceptionally(broken);
        }

        @Override
        public void onComplete() {
            whole.complete(bytes.toByteArray());
        }
    }
}
