package org.hospitalhub.operations.screens;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.hospitalhub.ledger.Problem;
import org.hospitalhub.rules.Languages;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.support.EncodedResource;
import org.springframework.core.io.support.PropertiesLoaderUtils;

/**
 * Writes sentences of the ledger in the language of a screen. Where the ledger has a sentence in English only, in rows of earlier
 * versions, the English text of the messages {@code said.*} and of {@code messages/findings} is the pattern by which it and its
 * arguments are recognised. An unknown text, such as that of a national service, stays as it is.
 */
final class MessageTranslator {

    private static final String PREFIX = "said.";
    private static final String FINDINGS = PREFIX + "wording.";
    private static final Pattern ARGUMENT = Pattern.compile("\\{(\\d)}");
    private static final Pattern WORDS = Pattern.compile("\\p{L}{2,}[ ,]+\\p{L}+");
    private static final Pattern MOMENT =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(?::\\d\\d(?:\\.\\d+)?)?Z");
    private static final Pattern CODED = Pattern.compile("([A-Z][A-Z0-9_]+): (.+)", Pattern.DOTALL);

    private final Languages hospital;
    private final TimeFormatter times;
    private final Map<String, Properties> texts;
    private final List<Sentence> sentences;

    MessageTranslator(Languages hospital, TimeFormatter times) {
        this.hospital = hospital;
        this.times = times;
        texts = ScreenLanguages.LANGUAGES.stream()
                .collect(Collectors.toMap(Locale::getLanguage, locale -> texts(locale.getLanguage())));
        Properties english = english();
        // The most words first: some sentences are parts of others.
        sentences = english.stringPropertyNames().stream()
                .filter(key -> key.startsWith(PREFIX))
                .sorted(Comparator.comparingInt((String key) -> -ARGUMENT.matcher(english.getProperty(key))
                                .replaceAll("")
                                .length())
                        .thenComparing(Comparator.naturalOrder()))
                .map(key -> new Sentence(key, pattern(english.getProperty(key))))
                .toList();
    }

    private record Sentence(String key, Pattern english) {}

    /** Returns the languages of this screen's reader. */
    Languages languages() {
        return hospital.preferring(LocaleContextHolder.getLocale().getLanguage());
    }

    /** Returns a sentence in the language of this request: by its key, or by the patterns for rows of earlier versions and texts that a definition does not translate. */
    public @Nullable String sentence(@Nullable Wording wording) {
        if (wording == null) {
            return null;
        }
        String said = recognised(wording).in(languages());
        return wording.translated() && said.equals(wording.text()) ? of(said) : said;
    }

    /** Returns the wording with moments in the reader's form and its English-only texts recognised: one of an earlier version may be an argument of a sentence that is known by its key. */
    private Wording recognised(Wording wording) {
        if (!wording.translated()) {
            String text = wording.text();
            return Wording.verbatim(MOMENT.matcher(text).matches() ? times.at(Instant.parse(text)) : of(text));
        }
        return new Wording(
                wording.text(),
                wording.key(),
                wording.arguments().stream().map(this::recognised).toList(),
                wording.texts());
    }

    /** Several sentences in the language of this request. */
    public String sentences(List<Wording> wordings) {
        return wordings.stream()
                .map(wording -> String.valueOf(sentence(wording)))
                .collect(Collectors.joining(" "));
    }

    /** Returns a text in the language of this request; a single word, such as a number or the name of a step, is not translated. */
    private String of(String text) {
        return WORDS.matcher(text).find() ? in(LocaleContextHolder.getLocale().getLanguage(), text) : text;
    }

    /** Returns the title of a problem; where its sentence is not known, that of its code. */
    public String title(String code, Wording title) {
        String language = LocaleContextHolder.getLocale().getLanguage();
        String found = String.valueOf(sentence(title));
        String byCode = Optional.ofNullable(text(language, PREFIX + code)).orElse(text(language, FINDINGS + code));
        boolean unknown = found.equals(title.text()) && !language.equals(Locale.ENGLISH.getLanguage());
        return unknown && byCode != null && !ARGUMENT.matcher(byCode).find() ? byCode : found;
    }

    /** Returns the title of a problem. */
    public String title(Problem problem) {
        return title(problem.code(), problem.titleWording());
    }

    String in(String language, String sentence) {
        if (language.equals(Locale.ENGLISH.getLanguage())) {
            return sentence;
        }
        for (Sentence known : sentences) {
            Matcher found = known.english().matcher(sentence);
            String text = found.matches() ? text(language, known.key()) : null;
            if (text != null) {
                return ARGUMENT.matcher(text)
                        .replaceAll(argument ->
                                Matcher.quoteReplacement(in(language, found.group("a" + argument.group(1)))));
            }
        }
        Matcher coded = CODED.matcher(sentence);
        return coded.matches() ? coded.group(1) + ": " + in(language, coded.group(2)) : sentence;
    }

    private @Nullable String text(String language, String key) {
        Properties known = texts.get(language);
        return known == null ? null : known.getProperty(key);
    }

    private Properties english() {
        return texts.getOrDefault(Locale.ENGLISH.getLanguage(), new Properties());
    }

    private static Pattern pattern(String english) {
        StringBuilder pattern = new StringBuilder();
        Map<String, Boolean> met = new HashMap<>();
        Matcher argument = ARGUMENT.matcher(english);
        int from = 0;
        while (argument.find()) {
            pattern.append(Pattern.quote(english.substring(from, argument.start())));
            String name = "a" + argument.group(1);
            pattern.append(met.put(name, true) == null ? "(?<" + name + ">.+?)" : "\\k<" + name + ">");
            from = argument.end();
        }
        return Pattern.compile(pattern + Pattern.quote(english.substring(from)), Pattern.DOTALL);
    }

    /** Returns the texts. Those of {@code messages/findings} are patterns, too, because rows of earlier versions are in English only. */
    private static Properties texts(String language) {
        Properties texts = texts("messages/screens", language);
        Properties findings = texts("messages/findings", language);
        findings.stringPropertyNames().stream()
                .filter(key -> WORDS.matcher(findings.getProperty(key)).find())
                .forEach(key -> texts.putIfAbsent(
                        FINDINGS + key, findings.getProperty(key).replace("''", "'")));
        return texts;
    }

    private static Properties texts(String name, String language) {
        String file = name + (language.equals("en") ? "" : "_" + language) + ".properties";
        try {
            return PropertiesLoaderUtils.loadProperties(
                    new EncodedResource(new ClassPathResource(file), StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
