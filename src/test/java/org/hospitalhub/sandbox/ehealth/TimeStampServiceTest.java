package org.hospitalhub.sandbox.ehealth;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Date;
import java.util.Map;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sandbox's time-stamp authority over real HTTP. */
class TimeStampServiceTest {

    private RunningSandbox sandbox;

    @BeforeEach
    void start(@TempDir Path data) throws Exception {
        sandbox = new RunningSandbox(data);
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    private TimeStampResponse ask(ASN1ObjectIdentifier digest, boolean withCertificate) throws Exception {
        TimeStampRequestGenerator requests = new TimeStampRequestGenerator();
        requests.setCertReq(withCertificate);
        TimeStampRequest request = requests.generate(digest, new byte[32], BigInteger.TEN);
        RunningSandbox.Answer answer = sandbox.call(
                "POST", "/ehealth/tsa", Map.of("Content-Type", "application/timestamp-query"), request.getEncoded());
        TimeStampResponse response = new TimeStampResponse(answer.raw().body());
        response.validate(request);
        return response;
    }

    @Test
    void aTokenHasTheClocksTimeAndNoCertificate() throws Exception {
        TimeStampResponse response = ask(DstuSignature.GOST_34311, false);

        assertThat(response.getTimeStampToken().getTimeStampInfo().getGenTime())
                .isEqualTo(Date.from(sandbox.clock.instant()));
        assertThat(response.getTimeStampToken().getCertificates().getMatches(null))
                .isEmpty();
        assertThat(response.getTimeStampToken().getEncoded().length).isLessThan(4_000);
    }

    @Test
    void aTokenCarriesItsCertificateWhenAskedFor() throws Exception {
        assertThat(ask(NISTObjectIdentifiers.id_sha256, true)
                        .getTimeStampToken()
                        .getCertificates()
                        .getMatches(null))
                .hasSize(1);
    }

    @Test
    void aDigestThatIsTooWeakIsRefused() throws Exception {
        TimeStampRequestGenerator requests = new TimeStampRequestGenerator();
        TimeStampRequest request = requests.generate(new ASN1ObjectIdentifier("1.3.14.3.2.26"), new byte[20]);
        RunningSandbox.Answer answer = sandbox.call(
                "POST", "/ehealth/tsa", Map.of("Content-Type", "application/timestamp-query"), request.getEncoded());

        assertThat(new TimeStampResponse(answer.raw().body()).getTimeStampToken())
                .isNull();
    }
}
