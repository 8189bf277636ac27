package org.hospitalhub.operations.screens;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.hospitalhub.ledger.Services;
import org.hospitalhub.rules.Languages;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.context.i18n.LocaleContextHolder;

/** What the ledger says in English is read in the language of the night shift. */
class MessageTranslatorTest {

    private static final Path SOURCES = Path.of("src/main/java/org/hospitalhub");

    private final MessageTranslator translator =
            new MessageTranslator(Languages.ENGLISH, new TimeFormatter(() -> Instant.EPOCH));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "uk | N3 cannot work just now | N3 зараз не працює",
                "ru | It answered HTTP 503; the step is tried again. | Ответ HTTP 503; шаг будет повторён.",
                "bg | the answer is not there yet | отговорът още го няма",
                "uk | N3_UNAVAILABLE: N3 cannot work just now; the time for retries is over"
                        + " | N3_UNAVAILABLE: N3 зараз не працює; час повторів вийшов",
                "uk | Reading stopped: the answer is larger than 9 bytes (hub.calls.answer-bytes)."
                        + " | Читання зупинено: відповідь більша за 9 байтів (hub.calls.answer-bytes).",
                "uk | A sentence of nobody | A sentence of nobody",
                "en | N3 cannot work just now | N3 cannot work just now",
            })
    void aSentenceIsTranslatedWithItsArguments(String language, String said, String translated) {
        assertThat(translator.in(language, said)).isEqualTo(translated);
    }

    @Test
    void anUnsureOrderSaysWhatWasSentAndWhatToDo() {
        String said = "The hub stopped while step submit was being tried; it may have been sent."
                + " Ask the service whether it has the request. If it has not, replay the order: the step is sent again."
                + " If it has, say that it arrived, with the answer; or cancel the order.";
        assertThat(translator.in("uk", said))
                .startsWith("Хаб зупинився під час кроку submit; запит міг піти. Запитайте сервіс")
                .doesNotContainPattern("[a-z]{3,} [a-z]{3,} [a-z]{3,}");
    }

    @Test
    void aRowOfAnEarlierVersionIsReadWithinASentenceThatIsKnownByItsKey() {
        LocaleContextHolder.setLocale(Locale.forLanguageTag("uk"));
        try {
            assertThat(translator.sentence(new Services.Hold(
                                    "n3",
                                    "",
                                    "N3_NOT_AUTHORISED",
                                    Wording.verbatim("N3 did not accept our key"),
                                    Instant.EPOCH,
                                    Instant.EPOCH,
                                    3,
                                    0)
                            .words()))
                    .isEqualTo("призупинено після 3 відмов: N3 не прийняв наш ключ");
        } finally {
            LocaleContextHolder.resetLocaleContext();
        }
    }

    @Test
    void aMomentIsWrittenAsTheReaderWritesDates() {
        LocaleContextHolder.setLocale(Locale.forLanguageTag("ru"));
        try {
            Services.Pause pause =
                    new Services.Pause("ivan", Wording.of("PAUSE.no-reason"), Instant.parse("2026-11-21T12:00:00Z"));
            assertThat(translator.sentence(pause.words()))
                    .startsWith("причина не указана (ivan, 21.11.2026")
                    .doesNotContain("T12");
        } finally {
            LocaleContextHolder.resetLocaleContext();
        }
    }

    @Test
    void noPatternRepeatsASentenceThatIsKnownByItsKey() throws IOException {
        Set<String> known = Set.copyOf(bundle("findings").values().stream()
                .map(text -> text.toString().replace("''", "'"))
                .toList());
        assertThat(bundle("screens").entrySet())
                .filteredOn(message -> message.getKey().toString().startsWith("said."))
                .noneMatch(message -> known.contains(message.getValue().toString()));
    }

    private static Properties bundle(String name) throws IOException {
        Properties all = new Properties();
        try (var text = Files.newBufferedReader(Path.of("src/main/resources/messages/" + name + ".properties"))) {
            all.load(text);
        }
        return all;
    }

    /**
     * Reads the sources: a problem, a wait or an unsure try that a step can tell of must have its sentence in the messages. Where it
     * fails, add {@code said.<CODE>} and {@code said.<CODE>.detail} to the four files.
     */
    @Test
    void everySentenceOfAStepHasItsWordsInEveryLanguage() throws IOException {
        Said said = new Said();
        said.read();
        assertThat(said.sentences).isNotEmpty();
        for (String language : List.of("ru", "uk", "bg")) {
            assertThat(said.sentences.stream()
                            .filter(sentence ->
                                    translator.in(language, sentence).equals(sentence)))
                    .as("sentences that stay English in " + language)
                    .isEmpty();
        }
    }

    /** The texts that sources hand to problems and outcomes; what is only known at run time is written as {@code 7}. */
    private static final class Said extends TreeScanner<@Nullable Void, @Nullable Void> {

        private static final Map<String, List<Integer>> CONSTRUCTORS =
                Map.of("Problem", List.of(1, 2), "Wait", List.of(2), "Unsure", List.of(0));
        private static final Map<String, List<Integer>> METHODS = Map.of(
                "park",
                List.of(1, 2, 3),
                "retry",
                List.of(1, 2),
                "follow",
                List.of(0),
                "certificateNotAccepted",
                List.of(0));

        final TreeSet<String> sentences = new TreeSet<>();
        private final Map<String, ExpressionTree> constants = new HashMap<>();

        void read() throws IOException {
            JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
            try (Stream<Path> files = Files.walk(SOURCES);
                    StandardJavaFileManager manager =
                            compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
                List<Path> spoken = files.filter(MessageTranslatorTest::speaks).toList();
                JavacTask task = (JavacTask)
                        compiler.getTask(null, manager, null, null, null, manager.getJavaFileObjectsFromPaths(spoken));
                for (CompilationUnitTree file : task.parse()) {
                    constants.clear();
                    scan(file, null);
                }
            }
        }

        @Override
        public @Nullable Void visitVariable(VariableTree variable, @Nullable Void none) {
            if (variable.getInitializer() != null) {
                constants.put(variable.getName().toString(), variable.getInitializer());
            }
            return super.visitVariable(variable, null);
        }

        @Override
        public @Nullable Void visitNewClass(NewClassTree made, @Nullable Void none) {
            take(CONSTRUCTORS.getOrDefault(name(made.getIdentifier()), List.of()), made.getArguments());
            return super.visitNewClass(made, null);
        }

        @Override
        public @Nullable Void visitMethodInvocation(MethodInvocationTree call, @Nullable Void none) {
            take(METHODS.getOrDefault(name(call.getMethodSelect()), List.of()), call.getArguments());
            return super.visitMethodInvocation(call, null);
        }

        private void take(List<Integer> positions, List<? extends ExpressionTree> arguments) {
            positions.stream()
                    .filter(position -> position < arguments.size())
                    .map(position -> text(arguments.get(position)))
                    .filter(text -> text.matches("(?s).*[a-z]{2,} .*"))
                    .forEach(sentences::add);
        }

        private String text(ExpressionTree expression) {
            if (expression instanceof LiteralTree literal && literal.getValue() instanceof String text) {
                return text.replace("%s", "7");
            }
            if (expression instanceof BinaryTree sum) {
                return text(sum.getLeftOperand()) + text(sum.getRightOperand());
            }
            if (expression instanceof MethodInvocationTree call
                    && name(call.getMethodSelect()).equals("formatted")
                    && call.getMethodSelect() instanceof MemberSelectTree format) {
                return text(format.getExpression());
            }
            if (expression instanceof MethodInvocationTree call
                    && name(call.getMethodSelect()).equals("brief")) {
                return "\"7\".";
            }
            ExpressionTree constant = expression instanceof IdentifierTree name
                    ? constants.get(name.getName().toString())
                    : null;
            return constant instanceof LiteralTree || constant instanceof BinaryTree ? text(constant) : "7";
        }

        private static String name(ExpressionTree called) {
            return called instanceof MemberSelectTree select
                    ? select.getIdentifier().toString()
                    : called.toString();
        }
    }

    private static boolean speaks(Path file) {
        try {
            return file.toString().endsWith(".java")
                    && !file.startsWith(SOURCES.resolve("sandbox"))
                    && Files.readString(file)
                            .matches(
                                    "(?s).*(new Problem|Outcome\\.|Failure\\.park|\\.follow|certificateNotAccepted).*");
        } catch (IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }
}
