package org.hospitalhub.cms;

import static org.hospitalhub.cms.RevocationResult.Source.HOST_NOT_ALLOWED;
import static org.hospitalhub.cms.RevocationResult.Source.NO_ADDRESS;
import static org.hospitalhub.cms.RevocationResult.Source.NO_ANSWER;
import static org.hospitalhub.cms.RevocationResult.Source.NO_AUTHORITY;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.jspecify.annotations.Nullable;

/**
 * Asks an authority online whether a certificate is revoked: first its responder (OCSP, RFC 6960), then its lists (RFC 5280 §5).
 * What cannot be verified counts as no answer. Instances may be shared by threads.
 */
public final class OnlineRevocation {

    private final Settings settings;
    private final SignatureOperators operators;
    private final OcspClient ocsp;
    private final RevocationListClient lists;
    private final RevocationCache cache = new RevocationCache();

    /**
     * The addresses that may be asked, and the time for it.
     *
     * @param responder asked instead of those that certificates name; null for those
     * @param hosts that certificates may name: a host for its scheme's own port, or {@code host:port}; in lower case
     * @param timeOut how long one call may take, the whole answer included; at most one responder and one list use it up
     */
    public record Settings(@Nullable URI responder, Set<String> hosts, Duration timeOut) {

        /** Copies the hosts. */
        public Settings {
            hosts = Set.copyOf(hosts);
        }
    }

    /** Makes a client; nothing is asked yet. */
    public OnlineRevocation(Settings settings) {
        this.settings = settings;
        BouncyCastleProvider provider = new BouncyCastleProvider();
        this.operators = new SignatureOperators(provider);
        this.lists = new RevocationListClient(provider, operators, settings.timeOut());
        this.ocsp = new OcspClient(operators, new OcspResponders(operators, lists), settings.timeOut());
    }

    /**
     * Returns what the authority says; an answer is kept until its next update, at most an hour, and no answer for a minute.
     *
     * @param known certificates among which the one of the authority may be
     * @param trusted those among them that are trusted as they are: responders for OCSP too
     */
    public RevocationResult ask(
            X509Certificate certificate, List<X509Certificate> known, List<X509Certificate> trusted, Instant now) {
        try {
            X509CertificateHolder subject = holder(certificate);
            List<X509CertificateHolder> candidates = holders(known);
            List<X509CertificateHolder> responders = holders(trusted);
            candidates.addAll(responders);
            responders.removeIf(each -> !OcspResponders.hasPurpose(each));
            RevocationAddresses addresses = RevocationAddresses.of(subject, settings.hosts());
            return RevocationQuestion.issuers(subject, candidates, operators)
                    .findFirst()
                    .map(authority -> new RevocationQuestion(subject, authority, responders, addresses, now))
                    .map(question ->
                            cache.answer(question, asked -> evidence(asked).result()))
                    .orElseGet(() -> RevocationResult.unknown(NO_AUTHORITY, ""));
        } catch (IOException | GeneralSecurityException | IllegalArgumentException unreadable) {
            return RevocationResult.unknown(NO_ADDRESS, "");
        }
    }

    private static List<X509CertificateHolder> holders(List<X509Certificate> certificates)
            throws IOException, GeneralSecurityException {
        List<X509CertificateHolder> holders = new ArrayList<>();
        for (X509Certificate each : certificates) {
            holders.add(holder(each));
        }
        return holders;
    }

    private static X509CertificateHolder holder(X509Certificate certificate)
            throws IOException, GeneralSecurityException {
        return new X509CertificateHolder(certificate.getEncoded());
    }

    /** Returns what the authority says now with what it signed. */
    RevocationEvidence evidence(X509CertificateHolder certificate, X509CertificateHolder authority, Instant now) {
        try {
            RevocationAddresses addresses = RevocationAddresses.of(certificate, settings.hosts());
            return evidence(new RevocationQuestion(certificate, authority, List.of(), addresses, now));
        } catch (IllegalArgumentException unreadable) {
            return RevocationEvidence.none(NO_ADDRESS, "");
        }
    }

    private RevocationEvidence evidence(RevocationQuestion question) {
        RevocationAddresses addresses = question.addresses();
        List<URI> responders = settings.responder() == null ? addresses.responders() : List.of(settings.responder());
        if (responders.isEmpty() && addresses.lists().isEmpty()) {
            return addresses.refusedHosts().isEmpty()
                    ? RevocationEvidence.none(NO_ADDRESS, "")
                    : RevocationEvidence.none(HOST_NOT_ALLOWED, String.join(", ", addresses.refusedHosts()));
        }
        List<String> failures = new ArrayList<>();
        for (URI responder : responders) {
            try {
                return ocsp.ask(responder, question);
            } catch (HttpTimeoutException late) {
                failures.add(responder.getHost() + ": " + late.getMessage());
                break;
            } catch (IOException failed) {
                failures.add(responder.getHost() + ": " + failed.getMessage());
            }
        }
        if (!addresses.lists().isEmpty()) {
            try {
                return lists.ask(question);
            } catch (IOException failed) {
                failures.add(failed.getMessage());
            }
        }
        return RevocationEvidence.none(NO_ANSWER, String.join("; ", failures));
    }
}
