package org.hospitalhub.calls;

import com.damnhandy.uri.template.Expression;
import com.damnhandy.uri.template.MalformedUriTemplateException;
import com.damnhandy.uri.template.UriTemplate;
import com.damnhandy.uri.template.impl.VarSpec;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Path and query of a call with variables (RFC 6570). Every value is percent-encoded, so that no value changes where a path
 * leads; the forms without encoding ({@code {+x}}, {@code {#x}}) are refused. A missing value is an error, except in {@code {?x}}
 * and {@code {&x}}, where the parameter is left out. Instances may be shared by threads.
 */
public final class AddressTemplate {

    private static final int LONGEST = 8_000;

    private final String text;

    private AddressTemplate(String text) {
        this.text = text;
    }

    /**
     * Returns the template of a text.
     *
     * @throws IllegalArgumentException when it is not a template; the message says why
     */
    public static AddressTemplate of(String text) {
        try {
            UriTemplate template = UriTemplate.fromTemplate(text);
            for (Expression expression : template.getExpressions()) {
                char operator = operator(expression);
                if (operator == '+' || operator == '#') {
                    throw new IllegalArgumentException(expression.getValue()
                            + " would put a value into the address as it is: write it without " + operator + ".");
                }
            }
            AddressTemplate read = new AddressTemplate(text);
            read.checkLiterals();
            return read;
        } catch (MalformedUriTemplateException | IllegalStateException malformed) {
            throw new IllegalArgumentException("is no template of RFC 6570: " + malformed.getMessage(), malformed);
        }
    }

    /** Checks the characters outside the braces, which are sent unchanged. */
    private void checkLiterals() {
        String sample = expand(name -> TextNode.valueOf("x"));
        try {
            if (sample.indexOf('#') >= 0) {
                throw new IllegalArgumentException("has a # outside of a value; a call has no fragment.");
            }
            boolean ascii = new URI(sample).toASCIIString().equals(sample);
            if (!ascii) {
                throw new URISyntaxException(text, "not in ASCII");
            }
        } catch (URISyntaxException unusable) {
            throw new IllegalArgumentException(forbidden(sample), unusable);
        }
    }

    /** Returns the message about the first character that an address cannot contain. */
    private static String forbidden(String sample) {
        return sample.codePoints()
                .mapToObj(Character::toString)
                .filter(one -> !one.matches("[!#-;=?-Z_a-z~\\[\\]]"))
                .findFirst()
                .map(one -> "has the character \"" + one + "\" outside of the braces; write it percent-encoded: "
                        + URLEncoder.encode(one, StandardCharsets.UTF_8).replace("+", "%20"))
                .orElse("is not written as an address is: percent-encode what stands outside of the braces.");
    }

    /** Returns the names of the variables. */
    public Set<String> variables() {
        Set<String> names = new TreeSet<>();
        for (Expression expression : parsed().getExpressions()) {
            expression.getVarSpecs().forEach(variable -> names.add(variable.getVariableName()));
        }
        return names;
    }

    /**
     * Returns the address with values for its variables.
     *
     * @param values returns the value of a variable: a scalar, an array or an object of scalars; null when it has none
     * @return path and query, encoded
     * @throws IllegalArgumentException when a value is missing or cannot stand in an address; the message names the variable and
     *     never a value
     */
    public String expand(Function<String, @Nullable JsonNode> values) {
        UriTemplate template = parsed();
        Map<String, Object> given = new LinkedHashMap<>();
        for (Expression expression : template.getExpressions()) {
            boolean optional = "?&".indexOf(operator(expression)) >= 0;
            boolean inQuery = text.lastIndexOf('?', Math.max(0, text.indexOf(expression.getValue()))) >= 0;
            for (VarSpec variable : expression.getVarSpecs()) {
                String name = variable.getVariableName();
                Object value = plain(name, values.apply(name));
                // A list or an object without members is undefined (RFC 6570 §2.3); on Java 25 the library fails for
                // one.
                if (value != null && !value.equals(List.of()) && !value.equals(Map.of())) {
                    given.put(name, value);
                }
                // A list of segments may have none.
                boolean noSegments = operator(expression) == '/' && List.of().equals(value);
                if (!optional && !noSegments && (value == null || (!inQuery && isEmpty(value)))) {
                    throw new IllegalArgumentException(
                            "The address needs a value for {" + name + "}, and there is none.");
                }
            }
        }
        return checked(template, given);
    }

    private String checked(UriTemplate template, Map<String, Object> given) {
        String expanded;
        try {
            // The library leaves DEL as it is.
            expanded = template.expand(given).replace("\u007f", "%7F");
        } catch (RuntimeException unusable) {
            throw new IllegalArgumentException("A value cannot stand in the address " + text + ".");
        }
        if (expanded.length() > LONGEST) {
            throw new IllegalArgumentException("A value is too long for the address " + text + ".");
        }
        int query = expanded.indexOf('?');
        if (DotSegments.in(query < 0 ? expanded : expanded.substring(0, query))) {
            throw new IllegalArgumentException("A value would lead the address " + text + " to another place.");
        }
        return expanded;
    }

    /** Returns a new instance for each use, because the library's template keeps values. */
    private UriTemplate parsed() {
        return UriTemplate.fromTemplate(text);
    }

    private static char operator(Expression expression) {
        char first = expression.getValue().charAt(1);
        return Character.isLetterOrDigit(first) || first == '_' || first == '%' ? ' ' : first;
    }

    private static boolean isEmpty(Object value) {
        return value.equals("") || value.equals(List.of()) || value.equals(Map.of());
    }

    private static @Nullable Object plain(String name, @Nullable JsonNode value) {
        if (value == null || value.isNull() || value.isMissingNode()) {
            return null;
        }
        if (value.isArray()) {
            List<String> texts = new ArrayList<>();
            value.forEach(one -> texts.add(scalar(name, one)));
            return texts;
        }
        if (value.isObject()) {
            Map<String, String> texts = new LinkedHashMap<>();
            value.properties().forEach(one -> texts.put(one.getKey(), scalar(name, one.getValue())));
            return texts;
        }
        return scalar(name, value);
    }

    private static String scalar(String name, JsonNode value) {
        if (!value.isValueNode()) {
            throw new IllegalArgumentException("The value of {" + name + "} cannot stand in an address: it is nested.");
        }
        return value.isNumber() ? value.decimalValue().toPlainString() : value.asText();
    }

    /** Returns the template. */
    @Override
    public String toString() {
        return text;
    }
}
