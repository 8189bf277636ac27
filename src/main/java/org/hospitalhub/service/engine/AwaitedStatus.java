package org.hospitalhub.service.engine;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hospitalhub.service.definition.AnswerRule;
import org.hospitalhub.service.expression.Expression;
import org.jspecify.annotations.Nullable;

/**
 * The status with which a service says that an order is not ready yet. It is shown to people only if it is a word that the
 * definition itself contains, because other texts of an answer may be about a person.
 */
final class AwaitedStatus {

    private static final String PATH = "[.][A-Za-z_][A-Za-z0-9_.@\"-]*";
    private static final String WORD = "\"[^\"\\\\]*\"";
    private static final Pattern EQUAL =
            Pattern.compile("(?<path>" + PATH + ") *== *" + WORD + "(?: +or +\\k<path> *== *" + WORD + ")*");
    private static final Pattern ONE_OF = Pattern.compile("contains\\( *(?<path>" + PATH + ") *, *\\[[^\\]]*] *\\)");
    private static final Pattern WORDS = Pattern.compile("(?<![.])\"([^\"\\\\]*)\"");
    private static final int LONGEST = 60;

    private final Expression status;
    private final Set<String> declared = new HashSet<>();

    private AwaitedStatus(String status, String words) {
        this.status = Expression.compile(status);
        Matcher word = WORDS.matcher(words);
        while (word.find()) {
            declared.add(word.group(1));
        }
    }

    /** Returns how a rule names the status: as its progress, or as what its condition compares; null when it does not. */
    static @Nullable AwaitedStatus of(AnswerRule rule) {
        if (!rule.then().equals("wait")) {
            return null;
        }
        String is = rule.when().is() == null ? "" : rule.when().is().strip();
        AnswerRule.Progress progress = rule.progress();
        if (progress != null) {
            return new AwaitedStatus(progress.state(), progress.state() + " " + is);
        }
        Matcher compared = EQUAL.matcher(is);
        Matcher listed = ONE_OF.matcher(is);
        return compared.matches()
                ? new AwaitedStatus(compared.group("path"), is)
                : listed.matches() ? new AwaitedStatus(listed.group("path"), is) : null;
    }

    /** Returns the status in an answer; empty when the definition does not contain it. */
    Optional<String> in(Reply reply) {
        return Optional.of(reply.scope().value(status).asText("").strip())
                .filter(word -> !word.isEmpty() && word.length() <= LONGEST && declared.contains(word));
    }
}
