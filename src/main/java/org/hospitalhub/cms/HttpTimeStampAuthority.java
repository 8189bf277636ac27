package org.hospitalhub.cms;

import static org.hospitalhub.cms.CmsException.Reason.TIME_STAMP_UNAVAILABLE;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Duration;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponse;
import org.jspecify.annotations.Nullable;

/** A time-stamp authority asked over HTTP (RFC 3161 §3.4). */
public final class HttpTimeStampAuthority implements TimeStampAuthority {

    private final HttpClient client;
    private final URI address;
    private final Duration patience;
    private final SecureRandom random = new SecureRandom();

    /**
     * Asks one address.
     *
     * @param patience how long one question may take
     */
    public HttpTimeStampAuthority(HttpClient client, URI address, Duration patience) {
        this.client = client;
        this.address = address;
        this.patience = patience;
    }

    @Override
    public byte[] token(String digestAlgorithm, byte[] digest) {
        TimeStampRequestGenerator questions = new TimeStampRequestGenerator();
        questions.setCertReq(true);
        TimeStampRequest question =
                questions.generate(new ASN1ObjectIdentifier(digestAlgorithm), digest, new BigInteger(64, random));
        try {
            TimeStampResponse answer = new TimeStampResponse(ask(question.getEncoded()));
            answer.validate(question);
            if (answer.getTimeStampToken() == null) {
                throw unavailable("It refused: status " + answer.getStatus() + ".", null);
            }
            return answer.getTimeStampToken().getEncoded();
        } catch (IOException | TSPException failed) {
            throw unavailable("Its answer cannot be used: " + failed.getMessage(), failed);
        }
    }

    private byte[] ask(byte[] question) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(patience)
                .header("Content-Type", "application/timestamp-query")
                .POST(HttpRequest.BodyPublishers.ofByteArray(question))
                .build();
        try {
            HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() != 200) {
                throw unavailable("It answered with status " + response.statusCode() + ".", null);
            }
            return response.body();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw unavailable("The hub is stopping.", stopped);
        }
    }

    private CmsException unavailable(String why, @Nullable Exception cause) {
        return new CmsException(
                TIME_STAMP_UNAVAILABLE,
                "The time-stamp authority " + address.getHost() + " gave no time-stamp. " + why,
                cause);
    }
}
