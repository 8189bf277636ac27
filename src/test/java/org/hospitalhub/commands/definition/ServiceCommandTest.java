package org.hospitalhub.commands.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hospitalhub.commands.Shell;
import org.hospitalhub.commands.console.ExitCode;
import org.hospitalhub.service.check.Skeleton;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands for the one who writes a definition. */
class ServiceCommandTest {

    private final Shell shell = new Shell();

    @TempDir
    private Path services;

    private Shell.Said create(String name, String kind) {
        return shell.run("service", "new", name, "--kind", kind, "--dir", services.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ask", "order-and-poll", "submission", "signed-submission"})
    void aNewDefinitionPassesItsOwnCheck(String kind) {
        Shell.Said said = create("lab-results", kind);
        assertThat(said.out()).contains("nothing is wrong with it");
        assertThat(said.code()).hasValue(ExitCode.OK);
        assertThat(services.resolve("lab-results")).isDirectoryContaining("glob:**/service.yaml");
    }

    static List<String> logIns() {
        return Skeleton.LOG_INS;
    }

    @ParameterizedTest
    @MethodSource("logIns")
    void aNewDefinitionPassesItsOwnCheckWithEveryLogIn(String logIn) {
        Shell.Said said = shell.run(
                "service", "new", "lab", "--kind", "submission", "--log-in", logIn, "--dir", services.toString());
        assertThat(said.out()).contains("nothing is wrong with it");
        assertThat(said.code()).hasValue(ExitCode.OK);
    }

    @ParameterizedTest
    @CsvSource({"ask,username-token", "submission,username-token", "ask,x509-token", "submission,x509-token"})
    void aSoapServicePassesItsOwnCheck(String kind, String logIn) {
        Shell.Said said =
                shell.run("service", "new", "lab", "--kind", kind, "--log-in", logIn, "--dir", services.toString());
        assertThat(said.out()).contains("nothing is wrong with it");
    }

    @Test
    void aKindWithoutSkeletonForALogInIsNamedWithThoseThatHaveOne() {
        Shell.Said said = shell.run(
                "service",
                "new",
                "lab",
                "--kind",
                "order-and-poll",
                "--log-in",
                "username-token",
                "--dir",
                services.toString());
        assertThat(said.code()).hasValue(ExitCode.USAGE);
        assertThat(said.err()).contains("ask, submission");
    }

    @Test
    void aLogInThatIsNotThereIsNamedWithThoseThatAre() {
        Shell.Said said =
                shell.run("service", "new", "lab", "--kind", "ask", "--log-in", "cookie", "--dir", services.toString());
        assertThat(said.code()).hasValue(ExitCode.USAGE);
        assertThat(said.err()).contains("oauth2-refresh, client-certificate, session");
    }

    @Test
    void anExampleMayAnswerWithTheIdOfTheOrder() throws IOException {
        create("lab", "order-and-poll");
        Path file = services.resolve("lab/service.yaml");
        Files.writeString(
                file,
                Files.readString(file)
                        .replace("is: '.state == \"READY\"'", "is: '.externalId == $order.id'")
                        .replace("state: READY, value: 4}}", "externalId: \"{order.id}\", state: READY, value: 4}}"));
        assertThat(shell.run("service", "check", "lab", "--dir", services.toString())
                        .out())
                .contains("nothing is wrong with it");
    }

    @Test
    void aNewDefinitionNeverReplacesAnother() throws IOException {
        create("lab", "ask");
        Files.writeString(services.resolve("lab/service.yaml"), "mine");
        Shell.Said said = create("lab", "ask");
        assertThat(said.code()).hasValue(ExitCode.USAGE);
        assertThat(services.resolve("lab/service.yaml")).hasContent("mine");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Lab", "../lab", "l", "a/b", ""})
    void aNameThatIsNoFolderOfAServiceIsRefused(String name) {
        assertThat(create(name, "ask").code()).hasValue(ExitCode.USAGE);
        assertThat(services).isEmptyDirectory();
    }

    @Test
    void aKindThatIsNotThereIsNamedWithThoseThatAre() {
        Shell.Said said = create("lab", "poll");
        assertThat(said.code()).hasValue(ExitCode.USAGE);
        assertThat(said.err()).contains("ask, order-and-poll, submission, signed-submission");
    }

    @Test
    void everyFindingOfACheckIsPrintedWithFileAndLine() throws IOException {
        create("lab", "order-and-poll");
        Path file = services.resolve("lab/service.yaml");
        Files.writeString(
                file,
                Files.readString(file)
                        .replace("then: poll, remember: {id: id}", "then: pol, remember: {id: id}")
                        .replace("unsure: look-up  ", "unsur: look-up  "));
        Shell.Said said = shell.run("service", "check", "lab", "--dir", services.toString());
        assertThat(said.code()).hasValue(ExitCode.FINDINGS);
        assertThat(said.out().lines().filter(line -> line.matches("lab/service\\.yaml:[0-9]+ .*")))
                .anyMatch(line -> line.contains("did you mean poll?"))
                .anyMatch(line -> line.contains("did you mean unsure?"));
    }

    @Test
    void aFolderAnywhereAndAServiceOfTheJarCanBeChecked() {
        create("lab", "ask");
        assertThat(shell.run("service", "check", services.resolve("lab").toString())
                        .code())
                .hasValue(ExitCode.OK);
        assertThat(shell.run("service", "check", "n3", "--dir", services.toString())
                        .code())
                .hasValue(ExitCode.OK);
    }

    @Test
    void aServiceThatIsNowhereIsNotFound() {
        assertThat(shell.run("service", "check", "nosuch", "--dir", services.toString())
                        .code())
                .hasValue(ExitCode.NOT_FOUND);
    }

    @Test
    void findingsCanBeReadByPrograms() {
        create("lab", "ask");
        Shell.Said said = shell.run("service", "check", "lab", "--dir", services.toString(), "--output", "json");
        assertThat(said.out()).contains("\"findings\"");
    }

    private Shell.Said checkedWith(String piece, String instead) throws IOException {
        create("lab", "order-and-poll");
        Path file = services.resolve("lab/service.yaml");
        String right = Files.readString(file);
        assertThat(right).contains(piece);
        Files.writeString(file, right.replace(piece, instead));
        return shell.run("service", "check", "lab", "--dir", services.toString());
    }

    @Test
    void anExampleThatDoesNotEndAsItSaysIsFoundWithTheAnswerThatMeantSomethingElse() throws IOException {
        Shell.Said said =
                checkedWith("- {status: 200, body: {state: READY, value: 4}}", "- {status: 200, body: {stat: READY}}");
        assertThat(said.code()).hasValue(ExitCode.FINDINGS);
        assertThat(said.out())
                .contains(
                        "The example ready ends parked (LAB_UNEXPECTED), not completed: the last one is step poll, answer 200");
        assertThat(said.out())
                .containsPattern("Does not fit: line [0-9]+: is.*The answer was read as JSON [{]\"stat\":\"READY\"[}]");
    }

    @Test
    void theFirstStepOfAnExampleMayHaveSeveralAnswers() throws IOException {
        create("lab", "ask");
        Path file = services.resolve("lab/service.yaml");
        String right = Files.readString(file);
        assertThat(right).contains("answer: {status: 200");
        Files.writeString(file, right.replaceAll("answer: ([{]status: 200.*)", "answer: [{status: 503}, $1]"));
        assertThat(shell.run("service", "check", "lab", "--dir", services.toString())
                        .out())
                .contains("nothing is wrong with it");
    }

    @Test
    void anExampleIsWrittenInTheCharsetOfItsDoor() throws IOException {
        create("lab", "ask");
        Path file = services.resolve("lab/service.yaml");
        Files.writeString(
                file,
                Files.readString(file)
                        .replace("media: application/json ", "media: text/csv\n    read: {charsets: [windows-1251]} ")
                        .replace("is: .state}", "is: '.[0].\"цена\"'}")
                        .replace("result: {state: .state}", "result: {state: '.[0].\"цена\"'}")
                        .replace(
                                "answer: {status: 200, body: {state: ACTIVE}}",
                                "answer: {status: 200, headers: {Content-Type: text/csv}, body: [{цена: ACTIVE}]}"));
        assertThat(shell.run("service", "check", "lab", "--dir", services.toString())
                        .out())
                .contains("nothing is wrong with it");
    }

    @Test
    void anExampleMayEchoTheIdOfTheMessageOrItsBeginning() throws IOException {
        create("lab", "ask");
        Path file = services.resolve("lab/service.yaml");
        Files.writeString(
                file,
                Files.readString(file)
                        .replace(
                                "is: .state}",
                                "is: '.id == $order.\"message-id\" and .cut == $order.\"message-id\"[0 : 20]'}")
                        .replace(
                                "body: {state: ACTIVE}",
                                "body: {state: ACTIVE, id: \"{order.message-id}\", cut: \"{order.message-id:20}\"}"));
        assertThat(shell.run("service", "check", "lab", "--dir", services.toString())
                        .out())
                .contains("nothing is wrong with it");
    }

    @Test
    void anExampleWithAnotherResultOrOtherFindingsIsFound() throws IOException {
        assertThat(checkedWith("result: {state: READY, value: 4}", "result: {state: READY, value: 5}")
                        .out())
                .contains("has the result {\"state\":\"READY\",\"value\":4}, not {\"state\":\"READY\",\"value\":5}");
    }

    @Test
    void anExampleWhoseRequestCannotBeMadeIsFoundWithItsFieldAndExpression() throws IOException {
        assertThat(checkedWith("number: .number, date: .date}", "number: .number, date: number(.date)}")
                        .out())
                .contains("The example ready ends parked (LAB_NO_REQUEST: body.date: The expression number(.date)")
                .doesNotContain("the last one is .");
    }

    @Test
    void anExampleWithoutAnAnswerThatItNeedsIsFound() throws IOException {
        String poll = "          poll: {status: 200, body: {state: FAILED, reason: The number is not insured.}}\n";
        assertThat(checkedWith(poll, "").out())
                .contains("The example failed does not say everything: No example answers the step poll.")
                .contains("answers: {poll: …}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ecard", "signed-request", "n3", "nhif", "ehealth"})
    void theExamplesThatShipEndAsTheySay(String service) {
        Shell.Said said = shell.run("service", "check", service, "--dir", services.toString());
        assertThat(said.out()).contains("nothing is wrong with it");
        assertThat(said.err()).doesNotContain("Unknown keyword");
    }
}
