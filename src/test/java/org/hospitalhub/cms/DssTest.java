package org.hospitalhub.cms;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import eu.europa.esig.dss.diagnostic.DiagnosticData;
import eu.europa.esig.dss.diagnostic.SignatureWrapper;
import eu.europa.esig.dss.diagnostic.TimestampWrapper;
import eu.europa.esig.dss.enumerations.CertificateOrigin;
import eu.europa.esig.dss.enumerations.CertificateRefOrigin;
import eu.europa.esig.dss.enumerations.Indication;
import eu.europa.esig.dss.enumerations.RevocationOrigin;
import eu.europa.esig.dss.enumerations.RevocationType;
import eu.europa.esig.dss.enumerations.SignatureLevel;
import eu.europa.esig.dss.model.InMemoryDocument;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import eu.europa.esig.dss.validation.reports.Reports;
import java.io.IOException;
import java.util.Date;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The European Commission's verifier reads what the hub signed. It is offline: all it knows beside the document is the root. */
class DssTest {

    private static final byte[] CONTENT = "{\"a\":\"ä\"}".getBytes(UTF_8);

    private LongTermPki pki;

    @AfterEach
    void stop() throws IOException {
        pki.close();
    }

    private Reports validated(SignatureScheme scheme) throws Exception {
        pki = new LongTermPki(scheme);
        byte[] signed = pki.completing(pki.host())
                .complete(pki.stamped(CONTENT, true), pki.key().chain());
        CommonTrustedCertificateSource trusted = new CommonTrustedCertificateSource();
        trusted.addCertificate(new CertificateToken(pki.rootCertificate()));
        CommonCertificateVerifier verifier = new CommonCertificateVerifier();
        verifier.setTrustedCertSources(trusted);
        SignedDocumentValidator validator = SignedDocumentValidator.fromDocument(new InMemoryDocument(signed));
        validator.setCertificateVerifier(verifier);
        validator.setValidationTime(Date.from(RevocationAuthority.NOW.plusSeconds(60)));
        return validator.validateDocument();
    }

    private DiagnosticData read() throws Exception {
        return validated(SignatureScheme.ECDSA).getDiagnosticData();
    }

    private SignatureWrapper signature() throws Exception {
        return read().getSignatures().get(0);
    }

    @ParameterizedTest
    @EnumSource(names = {"RSA", "ECDSA"})
    void signatureAndTimeStampPassWithoutTheNetwork(SignatureScheme scheme) throws Exception {
        Reports reports = validated(scheme);

        assertThat(reports.getSimpleReport()
                        .getIndication(reports.getSimpleReport().getFirstSignatureId()))
                .isEqualTo(Indication.TOTAL_PASSED);
        assertThat(reports.getSimpleReport()
                        .getIndication(reports.getDiagnosticData().getTimestampList().stream()
                                .map(TimestampWrapper::getId)
                                .findFirst()
                                .orElseThrow()))
                .isEqualTo(Indication.PASSED);
    }

    /** X Long is more than C, and DSS has a name only for X Long with a further time-stamp. */
    @Test
    void theLevelIsThatOfCompleteReferences() throws Exception {
        assertThat(signature().getSignatureFormat()).isEqualTo(SignatureLevel.CAdES_C);
    }

    @Test
    void allReferencesAreToWhatIsInTheSignature() throws Exception {
        DiagnosticData read = read();

        assertThat(read.getAllOrphanRevocationReferences()).isEmpty();
        assertThat(read.getAllOrphanCertificateReferences()).isEmpty();
    }

    @Test
    void certificatesOfThePathAreInCertificateValues() throws Exception {
        SignatureWrapper signature = signature();

        assertThat(signature.foundCertificates().getRelatedCertificatesByOrigin(CertificateOrigin.CERTIFICATE_VALUES))
                .hasSize(2);
        assertThat(signature
                        .foundCertificates()
                        .getRelatedCertificatesByRefOrigin(CertificateRefOrigin.COMPLETE_CERTIFICATE_REFS))
                .hasSize(2);
    }

    @Test
    void answersAndListsAreInRevocationValues() throws Exception {
        SignatureWrapper signature = signature();

        assertThat(signature
                        .foundRevocations()
                        .getRelatedRevocationsByTypeAndOrigin(RevocationType.OCSP, RevocationOrigin.REVOCATION_VALUES))
                .hasSize(1);
        assertThat(signature
                        .foundRevocations()
                        .getRelatedRevocationsByTypeAndOrigin(RevocationType.CRL, RevocationOrigin.REVOCATION_VALUES))
                .hasSize(1);
    }

    @Test
    void theTimeStampHoldsItsOwnRevocationValues() throws Exception {
        TimestampWrapper stamp = signature().getTimestampList().get(0);

        assertThat(stamp.foundRevocations().getRelatedRevocationsByOrigin(RevocationOrigin.REVOCATION_VALUES))
                .hasSize(2);
    }
}
