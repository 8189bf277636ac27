package org.hospitalhub.sandbox.stub;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Matches requests against the address of a definition (RFC 6570) and extracts the values of its variables. Additional query
 * parameters are allowed.
 */
final class AddressPattern {

    private static final Pattern EXPRESSION = Pattern.compile("\\{([+#./;?&]?)([^{}]+)}");

    private final String template;
    private final Pattern path;
    private final List<Variable> variables = new ArrayList<>();
    private final Map<String, String> fixed = new LinkedHashMap<>();
    private final Map<String, Variable> needed = new LinkedHashMap<>();
    private final Map<String, Variable> optional = new LinkedHashMap<>();
    private int literals;

    /** A variable, with the separator of its values if it is exploded. */
    private record Variable(String name, @Nullable String separator) {
        static Variable of(String text, String separator) {
            boolean explode = text.endsWith("*");
            return new Variable(text.replaceFirst("\\*$|:[0-9]+$", ""), explode ? separator : null);
        }

        List<String> values(String raw) {
            String text = separator != null && raw.startsWith(separator) ? raw.substring(separator.length()) : raw;
            return separator == null
                    ? List.of(decoded(raw))
                    : Arrays.stream(text.split(Pattern.quote(separator)))
                            .map(AddressPattern::decoded)
                            .toList();
        }
    }

    AddressPattern(String template) {
        this.template = template;
        int query = queryAt(template);
        this.path = Pattern.compile(pathPattern(query < 0 ? template : template.substring(0, query)));
        if (query >= 0) {
            query(template.substring(query));
        }
    }

    /** Returns the values of the variables by name, empty when path and query do not match. */
    Optional<Map<String, List<String>>> match(String rawPath, String rawQuery) {
        Matcher fits = path.matcher(rawPath);
        if (!fits.matches()) {
            return Optional.empty();
        }
        Map<String, List<String>> found = new LinkedHashMap<>();
        for (int i = 0; i < variables.size(); i++) {
            String raw = fits.group(i + 1);
            if (raw != null) {
                found.put(variables.get(i).name, variables.get(i).values(raw));
            }
        }
        Map<String, List<String>> given = parameters(rawQuery);
        boolean same = fixed.entrySet().stream()
                .allMatch(one -> given.getOrDefault(one.getKey(), List.of()).contains(one.getValue()));
        if (!same || !given.keySet().containsAll(needed.keySet())) {
            return Optional.empty();
        }
        needed.forEach((name, variable) -> found.put(variable.name, given.get(name)));
        optional.forEach((name, variable) -> {
            if (given.containsKey(name)) {
                found.put(variable.name, given.get(name));
            }
        });
        return Optional.of(found);
    }

    /** Returns the number of fixed characters of the path: of two matching addresses, the one with more is used. */
    int literals() {
        return literals;
    }

    @Override
    public String toString() {
        return template;
    }

    private static int queryAt(String template) {
        int literal = template.indexOf('?');
        int expression = template.indexOf("{?");
        if (expression >= 0 && literal == expression + 1) {
            return expression;
        }
        return literal;
    }

    private String pathPattern(String text) {
        StringBuilder pattern = new StringBuilder();
        Matcher expression = EXPRESSION.matcher(text);
        int from = 0;
        while (expression.find()) {
            literal(pattern, text.substring(from, expression.start()));
            for (String name : expression.group(2).split(",")) {
                pattern.append(piece(expression.group(1), name.strip()));
            }
            from = expression.end();
        }
        literal(pattern, text.substring(from));
        return pattern.toString();
    }

    private String piece(String operator, String name) {
        boolean explode = name.endsWith("*");
        variables.add(Variable.of(name, operator.equals("/") ? "/" : ","));
        return switch (operator) {
            case "+", "#" -> "(.+?)";
            case "/" -> explode ? "((?:/[^/]+)+)" : "/([^/]+)";
            case "." -> "\\.([^/.]+)";
            case ";" -> "(?:;" + Pattern.quote(Variable.of(name, ",").name) + "=([^/;]*))?";
            default -> ",?([^/,]+" + (explode ? "(?:,[^/,]+)*" : "") + ")";
        };
    }

    private void literal(StringBuilder pattern, String text) {
        if (!text.isEmpty()) {
            literals += text.length();
            pattern.append(Pattern.quote(encoded(text)));
        }
    }

    private void query(String text) {
        Matcher expression = Pattern.compile("\\{[?&]([^{}]+)}").matcher(text);
        while (expression.find()) {
            for (String name : expression.group(1).split(",")) {
                Variable variable = Variable.of(name.strip(), ",");
                optional.put(variable.name, variable);
            }
        }
        String plain = expression.replaceAll("").replaceFirst("^\\?", "");
        for (String pair : plain.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                String value = pair.substring(equals + 1);
                Matcher variable = EXPRESSION.matcher(value);
                if (variable.matches()) {
                    needed.put(pair.substring(0, equals), Variable.of(variable.group(2), ","));
                } else {
                    fixed.put(pair.substring(0, equals), decoded(value));
                }
            }
        }
    }

    private static Map<String, List<String>> parameters(String rawQuery) {
        Map<String, List<String>> found = new LinkedHashMap<>();
        for (String pair : rawQuery.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                found.computeIfAbsent(decoded(pair.substring(0, equals)), name -> new ArrayList<>())
                        .add(decoded(pair.substring(equals + 1).replace("+", "%20")));
            }
        }
        return found;
    }

    /** Returns the literal as it is sent: clients encode characters that are not ASCII. */
    private static String encoded(String literal) {
        return URI.create("x:" + literal.replace(" ", "%20")).toASCIIString().substring(2);
    }

    private static String decoded(String raw) {
        try {
            return URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException broken) {
            return raw;
        }
    }
}
