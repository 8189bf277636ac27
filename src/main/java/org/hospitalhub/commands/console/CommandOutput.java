package org.hospitalhub.commands.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Writes the output of a command: lines for people, or one JSON document on standard output for programs. A mixin of every
 * command with output.
 */
public final class CommandOutput {

    public static final String OPTION = "--output";

    /** Forms of output. */
    public enum Form {
        /** For people; may change from version to version. */
        text,
        /** For programs; fields are only added. */
        json
    }

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = {"-o", OPTION},
            paramLabel = "FORM",
            defaultValue = "text",
            description = "text or json; default: text.")
    private Form form = Form.text;

    /** Returns whether one JSON document was asked for. */
    public boolean json() {
        return form == Form.json;
    }

    /** Returns the writer for lines to people. */
    public PrintWriter out() {
        return command.commandLine().getOut();
    }

    /** Returns the writer for remarks that are not the answer itself. */
    public PrintWriter err() {
        return command.commandLine().getErr();
    }

    /** Writes the one JSON document. */
    public void write(JsonNode document) {
        write(out(), document);
    }

    /** Writes a JSON document. */
    public static void write(PrintWriter out, JsonNode document) {
        try {
            out.println(JSON.writeValueAsString(document));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a JSON tree can be written", impossible);
        }
    }
}
