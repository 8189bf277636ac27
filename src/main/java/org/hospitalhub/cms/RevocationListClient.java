package org.hospitalhub.cms;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.cert.CRL;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import org.bouncycastle.cert.CertException;
import org.bouncycastle.cert.X509CRLHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.operator.OperatorCreationException;

/** Fetches revocation lists over HTTP from where certificates say they are, and accepts those that the authority signed. */
final class RevocationListClient {

    private static final int MOST_BYTES = 8 * 1024 * 1024;

    /** Lists say when the next one comes (RFC 5280 §5.1.2.5); one that does not is accepted for a day. */
    private static final Duration WITHOUT_NEXT = Duration.ofDays(1);

    private final Provider provider;
    private final SignatureOperators operators;
    private final LimitedHttpClient http;

    RevocationListClient(Provider provider, SignatureOperators operators, Duration timeOut) {
        this.provider = provider;
        this.operators = operators;
        this.http = new LimitedHttpClient(null, timeOut, MOST_BYTES);
    }

    /**
     * Reads the full list, and the one of what is newer when the certificate names it and it can be had.
     *
     * @throws IOException when there is no full list that can be used
     */
    RevocationEvidence ask(RevocationQuestion question) throws IOException {
        if (question.addresses().lists().isEmpty()) {
            throw new IOException("no address of a list");
        }
        List<X509CRL> lists = new ArrayList<>();
        URI from = fetchFirst(question.addresses().lists(), question, lists);
        try {
            fetchFirst(question.addresses().deltas(), question, lists);
        } catch (IOException without) {
            // The full list is current by itself.
        }
        List<X509CRLHolder> signed = new ArrayList<>();
        for (X509CRL list : lists) {
            signed.add(holder(list));
        }
        return new RevocationEvidence(result(lists, question, from.getHost()), null, List.copyOf(signed));
    }

    /** Adds the first list that can be had and returns where it was. */
    private URI fetchFirst(List<URI> addresses, RevocationQuestion question, List<X509CRL> lists) throws IOException {
        IOException last = new IOException("no address of a list");
        for (URI address : addresses) {
            try {
                lists.add(fetch(address, question));
                return address;
            } catch (HttpTimeoutException late) {
                throw new IOException(address.getHost() + ": " + late.getMessage(), late);
            } catch (IOException failed) {
                last = new IOException(address.getHost() + ": " + failed.getMessage(), failed);
            }
        }
        throw last;
    }

    private X509CRL fetch(URI address, RevocationQuestion question) throws IOException {
        byte[] body = http.get(address);
        X509CRL list = parsed(body);
        if (!signed(list, question)) {
            throw new IOException("its list is not signed by the authority");
        }
        freshness(list).checkNotOfTheFuture(question.now());
        return list;
    }

    private static Freshness freshness(X509CRL list) {
        return Freshness.of(list.getThisUpdate(), list.getNextUpdate());
    }

    private X509CRL parsed(byte[] body) throws IOException {
        try {
            CRL list = CertificateFactory.getInstance("X.509", provider).generateCRL(new ByteArrayInputStream(body));
            if (list instanceof X509CRL found) {
                return found;
            }
        } catch (GeneralSecurityException | RuntimeException broken) {
            // Bouncy Castle throws several exceptions when ASN.1 is broken.
            throw new IOException("its answer is no revocation list", broken);
        }
        throw new IOException("its answer is no revocation list");
    }

    private boolean signed(X509CRL list, RevocationQuestion question) throws IOException {
        try {
            X509CRLHolder holder = holder(list);
            return holder.getIssuer().equals(question.authority().getSubject())
                    && Algorithms.allowedSignature(holder.toASN1Structure().getSignatureAlgorithm())
                    && holder.isSignatureValid(operators.verifiers(question.authority()));
        } catch (CertException | OperatorCreationException | RuntimeException otherKey) {
            return false;
        }
    }

    private static X509CRLHolder holder(X509CRL list) throws IOException {
        try {
            return new X509CRLHolder(list.getEncoded());
        } catch (GeneralSecurityException unreadable) {
            throw new IOException("its answer is no revocation list", unreadable);
        }
    }

    private RevocationResult result(List<X509CRL> lists, RevocationQuestion question, String host) throws IOException {
        RevocationLists.Status status;
        try {
            status = new RevocationLists(
                            new JcaX509CertificateConverter()
                                    .setProvider(provider)
                                    .getCertificate(question.certificate()),
                            lists)
                    .status(question.now());
        } catch (GeneralSecurityException | RuntimeException broken) {
            throw new IOException(host + ": its list cannot be read", broken);
        }
        return switch (status) {
            case REVOKED -> result(RevocationResult.Status.REVOKED, lists, host);
            case GOOD, OLD_LIST -> {
                for (X509CRL list : lists) {
                    checkFreshness(list, question.now(), host);
                }
                yield result(RevocationResult.Status.GOOD, lists, host);
            }
            case UNKNOWN -> throw new IOException(host + ": its list does not cover the certificate");
        };
    }

    private static void checkFreshness(X509CRL list, Instant now, String host) throws IOException {
        try {
            freshness(list).check(now, WITHOUT_NEXT);
        } catch (IOException old) {
            throw new IOException(host + ": " + old.getMessage(), old);
        }
    }

    private static RevocationResult result(RevocationResult.Status status, List<X509CRL> lists, String host) {
        return new RevocationResult(
                status,
                RevocationResult.Source.LISTS,
                host,
                lists.stream()
                        .map(list -> list.getThisUpdate().toInstant())
                        .max(Instant::compareTo)
                        .orElseThrow(),
                lists.stream()
                        .map(X509CRL::getNextUpdate)
                        .filter(Objects::nonNull)
                        .map(Date::toInstant)
                        .min(Instant::compareTo)
                        .orElse(null));
    }
}
