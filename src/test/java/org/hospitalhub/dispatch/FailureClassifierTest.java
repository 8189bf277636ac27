package org.hospitalhub.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.apache.camel.RuntimeCamelException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.HttpHostConnectException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.hospitalhub.calls.AnswerTooLargeException;
import org.hospitalhub.calls.LargeData;
import org.hospitalhub.cms.CmsException;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.Outcome.Remedy;
import org.hospitalhub.ledger.StepEndedException;
import org.hospitalhub.rules.Finding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The one question of every failure: can anything have arrived? */
class FailureClassifierTest {

    private static final String PATIENT = "Секретнов";

    private final FailureClassifier failureClassifier = new FailureClassifier();

    static Stream<Arguments> nothingArrived() {
        return Stream.of(
                Arguments.of(new UnknownHostException(PATIENT), "NAME_UNKNOWN"),
                Arguments.of(new ConnectException(PATIENT), "NOT_REACHED"),
                Arguments.of(new LargeData.NoPlaceException(), "MEMORY_BUSY"),
                Arguments.of(new NoRouteToHostException(PATIENT), "NOT_REACHED"),
                Arguments.of(new ConnectTimeoutException(PATIENT), "NOT_REACHED"),
                Arguments.of(new HttpHostConnectException(PATIENT), "NOT_REACHED"),
                Arguments.of(new SSLHandshakeException(PATIENT), "TLS_HANDSHAKE"),
                Arguments.of(new FileSystemException(PATIENT), "FILE_SYSTEM"),
                Arguments.of(new AccessDeniedException(PATIENT), "FILE_SYSTEM"),
                Arguments.of(new jakarta.jms.JMSException(PATIENT), "BROKER"));
    }

    static Stream<Exception> perhapsArrived() {
        return Stream.of(
                new SocketTimeoutException(PATIENT),
                new InterruptedIOException(PATIENT),
                new SocketException(PATIENT),
                new SSLException(PATIENT),
                new EOFException(PATIENT),
                new NoHttpResponseException(PATIENT),
                new ConnectionClosedException(PATIENT));
    }

    static Stream<Throwable> nobodyForesaw() {
        return Stream.of(new IllegalStateException(PATIENT), new IOException(PATIENT), new StackOverflowError(PATIENT));
    }

    @ParameterizedTest
    @MethodSource
    void nothingArrived(Exception thrown, String code) {
        for (Throwable one : wrapped(thrown)) {
            assertThat(failureClassifier.classify(one)).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
                assertThat(failed.remedy()).isEqualTo(Remedy.RETRY);
                assertThat(failed.problem().code()).isEqualTo(code);
                assertThat(failed.toString()).doesNotContain(PATIENT);
            });
        }
    }

    @ParameterizedTest
    @MethodSource
    void perhapsArrived(Exception thrown) {
        for (Throwable one : wrapped(thrown)) {
            assertThat(failureClassifier.classify(one))
                    .isInstanceOfSatisfying(Outcome.Unsure.class, unsure -> assertThat(unsure.whatWasSent())
                            .doesNotContain(PATIENT)
                            .contains(thrown.getClass().getSimpleName()));
        }
    }

    @ParameterizedTest
    @MethodSource
    void nobodyForesaw(Throwable thrown) {
        for (Throwable one : wrapped(thrown)) {
            assertThat(failureClassifier.classify(one)).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
                assertThat(failed.remedy()).isEqualTo(Remedy.PARK);
                assertThat(failed.problem().code()).isEqualTo("INTERNAL_ERROR");
                assertThat(failed.toString()).doesNotContain(PATIENT);
            });
        }
    }

    @Test
    void aSignatureWithoutItsTimeStampIsTriedAgain() {
        Exception none = CmsException.noTimeStamp("The time-stamp authority gave no time-stamp.");

        for (Throwable one : wrapped(none)) {
            assertThat(failureClassifier.classify(one)).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
                assertThat(failed.remedy()).isEqualTo(Remedy.RETRY);
                assertThat(failed.problem().code()).isEqualTo("TIME_STAMP");
            });
        }
    }

    @Test
    void aSignatureWithoutItsRevocationDataIsTriedAgain() {
        Exception none = CmsException.noRevocationData("No revocation data of the signer's certificate.");

        assertThat(failureClassifier.classify(none)).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.remedy()).isEqualTo(Remedy.RETRY);
            assertThat(failed.problem().code()).isEqualTo("REVOCATION_DATA");
        });
    }

    @Test
    void anAnswerThatIsTooLargeWaitsForAPerson() {
        assertThat(failureClassifier.classify(new RuntimeCamelException(new AnswerTooLargeException(200, 10))))
                .isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
                    assertThat(failed.remedy()).isEqualTo(Remedy.PARK);
                    assertThat(failed.problem().code()).isEqualTo("ANSWER_TOO_LARGE");
                });
    }

    @Test
    void aStepThatEndedItselfKeepsItsOutcome() {
        Outcome refused = new Outcome.Refused(List.of(Finding.error("X", "$", "no")));
        assertThat(failureClassifier.classify(new RuntimeCamelException(new StepEndedException(refused))))
                .isSameAs(refused);
    }

    private static List<Throwable> wrapped(Throwable thrown) {
        return List.of(
                thrown, new RuntimeCamelException(thrown), new IllegalStateException(new RuntimeException(thrown)));
    }
}
