package org.hospitalhub.nhif;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * One service as {@code hub.nhif.catalogue.<name>} describes it, so that hospitals add services without code.
 *
 * @param method GET for a query, POST for a submission (NHIF description §3)
 * @param parameters in the order of the path; an empty list leaves them open: any number of texts
 * @param accept media types that are asked for
 * @param contentType media type of a submission's document when the order names none
 * @param timeOut for the answer, null for {@code hub.nhif.time-out}
 * @param repeatHarmless whether a submission may be sent again when its answer was lost
 * @param reuse how long an answer serves the same question again, zero for never
 * @param refresh when the hub asks by itself: a time ({@code 6h}) or a cron expression of six fields; empty for never
 * @param refreshWith the parameters it then asks with
 */
public record CatalogueEntry(
        @DefaultValue("GET") String method,
        String module,
        String version,
        String service,
        @DefaultValue List<Parameter> parameters,
        @DefaultValue(DEFAULT_ACCEPT) String accept,
        @DefaultValue("application/json") String contentType,
        @Nullable Duration timeOut,
        @DefaultValue("false") boolean repeatHarmless,
        @DefaultValue("0s") Duration reuse,
        @DefaultValue("") String refresh,
        @DefaultValue List<String> refreshWith) {

    static final String DEFAULT_ACCEPT = "application/json, application/xml;q=0.9, */*;q=0.5";

    private static final Set<String> METHODS = Set.of("GET", "POST");

    /**
     * One parameter of the path.
     *
     * @param name how orders name it
     * @param kind what it must be
     * @param pattern regular expression for the whole value, null for any
     * @param required whether it may be missing; only the last ones may
     */
    public record Parameter(
            String name,
            @DefaultValue("TEXT") ParameterKind kind,
            @Nullable String pattern,
            @DefaultValue("true") boolean required) {}

    /** Throws for an error in this entry, with the setting's name in the message. */
    void validate(String name) {
        String setting = "hub.nhif.catalogue." + name;
        if (!METHODS.contains(method.toUpperCase(Locale.ROOT))) {
            throw new IllegalArgumentException(setting + ".method must be GET or POST");
        }
        if (!ServicePath.isSegment(module) || !ServicePath.isSegment(version) || !ServicePath.isSegment(service)) {
            throw new IllegalArgumentException(
                    setting + " needs module, version and service, each a plain path segment");
        }
        validateRefresh(setting);
        boolean optional = false;
        for (Parameter parameter : parameters) {
            if (parameter.required() && optional) {
                throw new IllegalArgumentException(
                        setting + ": required parameter " + parameter.name() + " stands after an optional one");
            }
            optional |= !parameter.required();
            if (parameter.pattern() != null) {
                Pattern.compile(parameter.pattern());
            }
        }
    }

    private void validateRefresh(String setting) {
        if (!refresh.isBlank() && isSubmission()) {
            throw new IllegalArgumentException(setting + ".refresh is for queries alone");
        }
        try {
            refreshTime();
        } catch (IllegalArgumentException unreadable) {
            throw new IllegalArgumentException(
                    setting + ".refresh must be a time of a minute or more (6h) or a cron expression of six fields",
                    unreadable);
        }
    }

    RefreshTime refreshTime() {
        return RefreshTime.of(refresh);
    }

    boolean isSubmission() {
        return method.equalsIgnoreCase("POST");
    }
}
