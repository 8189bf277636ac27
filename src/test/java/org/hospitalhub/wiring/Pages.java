package org.hospitalhub.wiring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Every command on the pages (all {@code *.md}) and the test or script that runs it. In a block marked
 * {@code console} a command begins with "$ " and goes on behind a backslash or up to the end of its here-document; everything
 * else in the block is what was answered.
 */
final class Pages {

    /** Who runs a command. {@code NOBODY} has its reason in the table, {@code UNKNOWN} must not be. */
    enum Way {
        /** {@link HubPagesTest}, in this JVM. */
        HUB,
        /** {@link ShellPagesTest}, in a shell beside the running hub. */
        SHELL,
        SCRIPT,
        NOBODY,
        UNKNOWN
    }

    static final Path SCRIPT = Path.of("deploy/check-docs.sh");
    static final Path TABLE = Path.of("src/test/resources/wiring/commands-not-run.txt");

    private static final Pattern FENCE = Pattern.compile("\\s*```(\\w*)\\s*");
    private static final Pattern HERE_DOCUMENT = Pattern.compile("<<\\s*'?(\\w+)'?");
    private static final Pattern FOLLOWED = Pattern.compile("(?m)^[^#\n]*\\bfollow \\S+ (?:'([^']+)'|\"([^\"]+)\")");
    private static final Pattern MENTION = Pattern.compile("`([^`]+)`");

    /** First words of what is a command where it stands in the text, not in a block. */
    private static final Pattern PROGRAM = Pattern.compile(
            "(?:\\w+=\\S+ )*(?:alias|apt-get|curl|deploy/\\S+|docker|dockerd|git|hub|java|kubectl|mvn|openssl"
                    + "|pg_\\w+|python3|source) .+");

    /** What a shell may do in the folder of a test. */
    private static final Set<String> HARMLESS =
            Set.of("alias", "cat", "cp", "curl", "cut", "export", "grep", "head", "mkdir", "openssl", "sed", "until");

    private Pages() {}

    /** A command as it stands on its page, with what it goes on with. */
    record Command(Path page, String text) {

        /** Without its comment, and the jar by its short name. */
        String bare() {
            return text.replaceFirst("\\s+# .*", "").replaceFirst("^java -jar \\S*hospital-hub\\.jar", "hub");
        }

        /** Whether a command named in the text is the beginning of this one; capitals, … and $ stand for anything. */
        boolean beginsWith(String mention) {
            List<String> asked = Arrays.asList(mention.split("\\s+"));
            List<String> words = Arrays.asList(bare().split("\\s+"));
            return asked.size() <= words.size()
                    && Stream.iterate(0, i -> i < asked.size(), i -> i + 1)
                            .allMatch(i -> asked.get(i).equals(words.get(i))
                                    || asked.get(i).matches("[A-Z:]+|…|<.*"));
        }

        boolean matches(String row) {
            String line = text.replaceFirst("\\s+# .*", "");
            return row.endsWith("…") ? line.startsWith(row.substring(0, row.length() - 1)) : line.equals(row);
        }

        Way way() throws IOException {
            if (followed().stream().anyMatch(this::matches)) {
                return Way.SCRIPT;
            }
            if (notRun().stream().anyMatch(this::matches)) {
                return Way.NOBODY;
            }
            String program = text.replaceFirst("^(?:[A-Z_]+=\\S+ )+", "").split("\\s", 2)[0];
            if (program.equals("hub")) {
                return Way.HUB;
            }
            boolean stays = !text.contains("https://"); // the running hub and its sandbox speak http
            return stays && (HARMLESS.contains(program) || program.contains("=") || text.contains("java -cp "))
                    ? Way.SHELL
                    : Way.UNKNOWN;
        }
    }

    /** A block of a page, the lines between its fences. */
    record Block(Path page, String kind, List<String> lines) {}

    static List<Path> all() throws IOException {
        try (Stream<Path> root = Files.list(Path.of(""));
                Stream<Path> docs = Files.walk(Path.of("docs"))) {
            return Stream.concat(root, docs)
                    .filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    static List<Block> blocks(Path page) throws IOException {
        List<Block> blocks = new ArrayList<>();
        boolean inside = false;
        for (String line : Files.readAllLines(page)) {
            Matcher fence = FENCE.matcher(line);
            if (fence.matches()) {
                inside = !inside;
                if (inside) {
                    blocks.add(new Block(page, fence.group(1), new ArrayList<>()));
                }
            } else if (inside) {
                blocks.get(blocks.size() - 1).lines().add(line);
            }
        }
        return blocks;
    }

    /** What the blocks of a page say, in their order. */
    static List<Command> commands(Path page) throws IOException {
        List<Command> commands = new ArrayList<>();
        for (Block block : blocks(page)) {
            if (block.kind().equals("console")) {
                commands.addAll(commands(block));
            }
        }
        return commands;
    }

    private static List<Command> commands(Block block) {
        List<Command> commands = new ArrayList<>();
        boolean goesOn = false;
        String end = "";
        for (String line : block.lines()) {
            if (goesOn || !end.isEmpty()) {
                Command begun = commands.remove(commands.size() - 1);
                commands.add(new Command(begun.page(), begun.text() + "\n" + line));
                end = line.equals(end) ? "" : end;
            } else if (line.startsWith("$ ")) {
                commands.add(new Command(block.page(), line.substring(2)));
                Matcher here = HERE_DOCUMENT.matcher(line);
                end = here.find() ? here.group(1) : "";
            } else {
                continue;
            }
            goesOn = line.endsWith("\\");
        }
        return commands;
    }

    static List<Command> commands() throws IOException {
        List<Command> commands = new ArrayList<>();
        for (Path page : all()) {
            commands.addAll(commands(page));
        }
        return commands;
    }

    /** Commands that stand in the text of the pages. */
    static List<Command> mentions() throws IOException {
        List<Command> mentions = new ArrayList<>();
        for (Path page : all()) {
            for (String line : Files.readAllLines(page)) {
                MENTION.matcher(line)
                        .results()
                        .map(found -> found.group(1))
                        .filter(text -> PROGRAM.matcher(text).matches())
                        .forEach(text -> mentions.add(new Command(page, text)));
            }
        }
        return mentions;
    }

    static boolean isCommand(String line) {
        return PROGRAM.matcher(line).matches();
    }

    /** What the script follows, each as it is written there. */
    static List<String> followed() throws IOException {
        return FOLLOWED.matcher(Files.readString(SCRIPT))
                .results()
                .map((MatchResult found) -> found.group(1) == null ? found.group(2) : found.group(1))
                .toList();
    }

    /** Commands that are not run; the reasons follow the bar. */
    static List<String> notRun() throws IOException {
        return Files.readAllLines(TABLE).stream()
                .filter(line -> !line.startsWith("#") && !line.isBlank())
                .map(line -> line.substring(0, line.lastIndexOf(" | ")).strip())
                .toList();
    }
}
