package org.hospitalhub.calls;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.commons.lang3.ArrayUtils;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.Method;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Sends one request over a connection of its own and reads the complete answer. Bytes that arrive before the request, or after
 * its answer, are never taken for an answer.
 *
 * <p>Two mistakes of servers are corrected, which is possible because the connection carries one answer only: Content-Length
 * counted in characters instead of bytes, and {@code Content-Length: 0} above the text of an error (N3 description §3.1.2,
 * §4.1.2).
 */
final class SingleCallExecutor extends HttpRequestExecutor {

    /** Header that marks an answer that was followed by unexplained bytes; its value has no meaning. */
    static final String CUT = "Hub-Cut";

    /** Attribute of a call's context: a Runnable that runs before the first byte leaves. */
    static final String LEAVING = SingleCallExecutor.class.getName() + ".leaving";

    private static final String ANSWERED_BEFORE = SingleCallExecutor.class.getName();
    private static final Timeout SHORTEST = Timeout.ofMilliseconds(1);
    private static final Duration REST = Duration.ofMillis(150);
    private static final int LONGEST_REST = 1 << 20;

    private final int answerBytes;

    SingleCallExecutor(int answerBytes) {
        this.answerBytes = answerBytes;
    }

    @Override
    public ClassicHttpResponse execute(
            ClassicHttpRequest request,
            HttpClientConnection connection,
            @Nullable HttpResponseInformationCallback information,
            HttpContext context)
            throws IOException, HttpException {
        if (Method.CONNECT.isSame(request.getMethod())) {
            return super.execute(request, connection, information, context);
        }
        refuseEarlyBytes(connection);
        request.setHeader(HttpHeaders.CONNECTION, "close");
        context.setAttribute(ANSWERED_BEFORE, answered(connection.getEndpointDetails()));
        Timeout patience = connection.getSocketTimeout();
        leave(context);
        ClassicHttpResponse response = super.execute(request, connection, information, context);
        response.removeHeaders(CUT);
        HttpEntity entity = response.getEntity();
        if (entity != null) {
            byte[] body = read(entity.getContent(), response.getCode(), context);
            long framed = length(response, entity);
            byte[] whole = framed < 0 ? body : whole(connection, response, body, framed);
            response.setEntity(
                    new ByteArrayEntity(whole, mediaType(entity.getContentType()), entity.getContentEncoding()));
        }
        connection.setSocketTimeout(patience);
        return response;
    }

    private static void leave(HttpContext context) throws NothingSentException {
        try {
            if (context.getAttribute(LEAVING) instanceof Runnable leaving) {
                leaving.run();
            }
        } catch (RuntimeException stopped) {
            throw new NothingSentException(stopped);
        }
    }

    /** Returns whether the connection of a call ended without any answer to it. */
    static boolean nothingAnswered(HttpCoreContext context) {
        Object before = context.getAttribute(ANSWERED_BEFORE);
        return before != null && before.equals(answered(context.getEndpointDetails()));
    }

    /** Returns the number of answers on a connection, including a proxy's answer to CONNECT. */
    private static long answered(@Nullable EndpointDetails connection) {
        return connection == null ? 0 : connection.getResponseCount();
    }

    /** Throws when there are bytes before the request was sent: they answer something else. */
    private static void refuseEarlyBytes(HttpClientConnection connection) throws IOException {
        boolean early;
        try {
            early = connection.isDataAvailable(SHORTEST);
        } catch (IOException broken) {
            throw new NothingSentException(broken);
        }
        if (early) {
            throw new NothingSentException(new IOException("the other side spoke before it was asked"));
        }
    }

    private byte[] read(InputStream content, int status, HttpContext context) throws IOException {
        try (content) {
            return AnswerBytes.read(content, status, answerBytes, context);
        }
    }

    private static long length(HttpResponse response, HttpEntity entity) {
        return entity.isChunked() || !response.containsHeader(HttpHeaders.CONTENT_LENGTH)
                ? -1
                : entity.getContentLength();
    }

    private static byte[] whole(HttpClientConnection connection, ClassicHttpResponse response, byte[] body, long framed)
            throws HttpException {
        boolean emptyError = response.getCode() >= 400 && framed == 0;
        boolean perhapsCharacters = !ascii(body);
        byte[] rest = rest(connection, emptyError || perhapsCharacters ? REST : Duration.ofMillis(1));
        if (isNothing(rest)) {
            return body;
        }
        byte[] joined = ArrayUtils.addAll(body, rest);
        if (emptyError || (perhapsCharacters && framed == characters(joined))) {
            return joined;
        }
        response.setHeader(CUT, "true");
        return body;
    }

    /** Returns the bytes after an answer, until the server closes or is silent for this long. */
    private static byte[] rest(HttpClientConnection connection, Duration patience) throws HttpException {
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        try {
            connection.setSocketTimeout(Timeout.of(patience));
            ClassicHttpResponse untilTheEnd = new BasicClassicHttpResponse(200);
            connection.receiveResponseEntity(untilTheEnd);
            InputStream in = untilTheEnd.getEntity().getContent();
            byte[] some = new byte[8192];
            for (int read = in.read(some); read > 0 && rest.size() < LONGEST_REST; read = in.read(some)) {
                rest.write(some, 0, read);
            }
        } catch (IOException silentOrEnded) {
            return rest.toByteArray();
        }
        return rest.toByteArray();
    }

    /** Returns whether the bytes after an answer are harmless: blank lines, or complete further answers. */
    private static boolean isNothing(byte[] rest) {
        String text = new String(rest, StandardCharsets.ISO_8859_1).strip();
        return text.isEmpty() || text.startsWith("HTTP/");
    }

    private static boolean ascii(byte[] body) {
        for (byte one : body) {
            if (one < 0) {
                return false;
            }
        }
        return true;
    }

    private static long characters(byte[] text) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(text))
                    .length();
        } catch (CharacterCodingException noText) {
            return -1;
        }
    }

    /** Returns the media type, null when the header is invalid, so that no answer is lost because of it. */
    static @Nullable ContentType mediaType(@Nullable String header) {
        try {
            return ContentType.parseLenient(header);
        } catch (IllegalArgumentException unreadable) {
            return null;
        }
    }
}
