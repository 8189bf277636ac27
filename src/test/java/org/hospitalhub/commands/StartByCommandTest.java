package org.hospitalhub.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.hospitalhub.commands.console.ExitCode;
import org.hospitalhub.commands.console.HubLauncher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What starts the hub, what starts the sandbox, and what starts nothing. */
class StartByCommandTest {

    private final List<String> started = new ArrayList<>();

    private final Shell shell = new Shell(new HubLauncher() {
        @Override
        public void hub(List<String> arguments) {
            started.add("hub " + String.join(" ", arguments));
        }

        @Override
        public void sandbox(List<String> arguments) {
            started.add("sandbox " + String.join(" ", arguments));
        }

        @Override
        public Configured configured(List<String> arguments) {
            throw new AssertionError("no command here reads the settings");
        }
    });

    @ParameterizedTest
    @CsvSource({
        "'', 'hub '",
        "'--server.port=0', 'hub --server.port=0'",
        "'--spring.profiles.active=demo', 'hub --spring.profiles.active=demo'",
        "'--debug', 'hub --debug'",
        "'run', 'hub '",
        "'run --server.port=0 --hub.users[0].name=one', 'hub --server.port=0 --hub.users[0].name=one'",
        "'sandbox', 'sandbox '",
        "'sandbox --hub.sandbox.port=0', 'sandbox --hub.sandbox.port=0'"
    })
    void settingsGoToWhatIsStarted(String typed, String expected) {
        shell.run(typed.isEmpty() ? new String[0] : typed.split(" "));
        assertThat(started).containsExactly(expected);
    }

    @ParameterizedTest
    @CsvSource({"sandbx", "run --hub.n3.tokn-without-value --oops", "sandbox 8090", "status", "-x"})
    void aMistypedCommandIsReportedAndStartsNothing(String typed) {
        Shell.Said said = shell.run(typed.split(" "));
        assertThat(said.code()).hasValue(ExitCode.USAGE);
        assertThat(said.err()).contains("Usage: hub");
        assertThat(started).isEmpty();
    }

    @Test
    void helpNamesEveryCommandAndStartsNothing() {
        Shell.Said said = shell.run("--help");
        assertThat(said.code()).hasValue(ExitCode.OK);
        assertThat(said.out()).contains("run", "sandbox", "status");
        assertThat(started).isEmpty();
    }

    @Test
    void aHubThatIsNotReachableIsReportedWithWhatToDo() {
        Shell.Said said = shell.with("HUB_PASSWORD", "secret-word")
                .run("status", "some-id", "--user", "one", "--url", "http://127.0.0.1:1");
        assertThat(said.code()).hasValue(ExitCode.FAILED);
        assertThat(said.err()).contains("cannot be reached", "--url").doesNotContain("secret-word");
    }
}
