package org.hospitalhub.service.payload;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The check digits of a number ({@code hub:checksum}): one of the known kinds by its name, or weights with a modulus.
 *
 * <p>Weighted: the sum of digit times weight, modulo {@code modulus}, then as {@code then} says, must be {@code equals}, or the
 * number's last digits where {@code check} names them ({@code last}, {@code last-2}).
 */
final class Checksum {

    private final Weights weights;

    private Checksum(Weights weights) {
        this.weights = weights;
    }

    /** Returns the weight of a digit. */
    @FunctionalInterface
    private interface Weights {
        boolean fit(String text);
    }

    private static final Map<String, Weights> KNOWN = Map.ofEntries(
            Map.entry("luhn", CheckDigits::luhn),
            Map.entry("mod97", CheckDigits::mod97),
            Map.entry("iban", CheckDigits::iban),
            Map.entry("mod11-10", CheckDigits::mod11And10),
            Map.entry("mod11-2", CheckDigits::mod11And2),
            Map.entry("verhoeff", CheckDigits::verhoeff),
            Map.entry("damm", CheckDigits::damm),
            Map.entry("egn", org.hospitalhub.rules.bg.Egn::isValid),
            Map.entry("lnch", org.hospitalhub.rules.bg.Lnch::isValid),
            Map.entry("eik", org.hospitalhub.rules.bg.Eik::isValid),
            Map.entry("snils", CheckDigits::snils),
            Map.entry("inn", CheckDigits::inn),
            Map.entry("pesel", CheckDigits::pesel),
            Map.entry("rnokpp", CheckDigits::rnokpp),
            Map.entry("edrpou", CheckDigits::edrpou));

    static List<String> kinds() {
        return KNOWN.keySet().stream().sorted().toList();
    }

    /** Returns whether a text has the right check digits; false for a text of another form. */
    boolean fits(String text) {
        return weights.fit(text);
    }

    /** Reads the keyword's value; empty and a problem when it is invalid. */
    static Optional<Checksum> of(JsonNode value, List<String> problems) {
        if (value.isTextual()) {
            @Nullable Weights known = KNOWN.get(value.textValue());
            if (known == null) {
                problems.add("hub:checksum knows no kind " + value.textValue()
                        + SpellingHint.hint(value.textValue(), kinds()) + " Kinds: " + String.join(", ", kinds())
                        + "; or write weights and modulus.");
            }
            return Optional.ofNullable(known).map(Checksum::new);
        }
        return weighted(value, problems).map(Checksum::new);
    }

    private static Optional<Weights> weighted(JsonNode value, List<String> problems) {
        List<Integer> weights = new ArrayList<>();
        value.path("weights").forEach(weight -> weights.add(weight.asInt()));
        int modulus = value.path("modulus").asInt();
        String check = value.path("check").asText("");
        int last = check.isEmpty()
                ? 0
                : check.equals("last") ? 1 : check.matches("last-[1-4]") ? check.charAt(5) - '0' : -1;
        if (weights.isEmpty() || modulus < 2) {
            problems.add("hub:checksum has weights (a list of numbers) and modulus, or is the name of a kind: "
                    + String.join(", ", kinds()) + ".");
            return Optional.empty();
        }
        if (last < 0 || (last == 0 && !value.path("equals").isInt())) {
            problems.add("hub:checksum says what the remainder must be: equals: <number>, or check: last, last-2, ….");
            return Optional.empty();
        }
        value.fieldNames().forEachRemaining(name -> {
            if (!WORDS.contains(name)) {
                problems.add("hub:checksum has no key " + name + SpellingHint.hint(name, WORDS));
            }
        });
        return Optional.of(new Weighted(
                weights,
                modulus,
                last,
                value.path("equals").asInt(),
                value.path("then"),
                value.path("minus").asBoolean()));
    }

    private static final List<String> WORDS = List.of("weights", "modulus", "equals", "check", "then", "minus");

    /**
     * Weights over the first digits.
     *
     * @param last number of digits at the end that are the check number; 0 when the sum over all digits is compared
     * @param then second modulus, or replacements of remainders ({@code {"10": 0}})
     * @param minus whether the check number is the modulus minus the remainder
     */
    private record Weighted(List<Integer> weights, int modulus, int last, int equal, JsonNode then, boolean minus)
            implements Weights {

        @Override
        public boolean fit(String text) {
            if (text.length() != weights.size() + last || !text.chars().allMatch(one -> one >= '0' && one <= '9')) {
                return false;
            }
            long sum = 0;
            for (int i = 0; i < weights.size(); i++) {
                sum += (long) (text.charAt(i) - '0') * weights.get(i);
            }
            long remainder = Math.floorMod(sum, (long) modulus);
            if (minus) {
                remainder = Math.floorMod(modulus - remainder, (long) modulus);
            }
            if (then.isInt() && then.intValue() > 0) {
                remainder %= then.intValue();
            } else if (then.isObject()) {
                remainder = then.path(String.valueOf(remainder)).asLong(remainder);
            }
            return remainder == (last == 0 ? equal : Long.parseLong(text.substring(text.length() - last)));
        }
    }
}
