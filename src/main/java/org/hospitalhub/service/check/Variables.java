package org.hospitalhub.service.check;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The variables that expressions may use, without {@code $}. */
final class Variables {

    /** Variables before a request; {@code .} is the payload. */
    static final Set<String> REQUEST = Set.of("payload", "order", "memory", "settings", "operation", "now", "values");

    /** Variables before a request that is sent once for each page; also what the last page said about the next one. */
    static final Set<String> PAGE_REQUEST =
            Stream.concat(REQUEST.stream(), Stream.of("next")).collect(Collectors.toSet());

    /** Variables when an answer is there; {@code .} is its body. */
    static final Set<String> ANSWER = Set.of(
            "payload",
            "order",
            "memory",
            "settings",
            "operation",
            "now",
            "status",
            "headers",
            "captures",
            "result",
            "text",
            "values");

    /** Variables when values are computed; {@code .} is the payload. */
    static final Set<String> VALUES = Set.of("payload", "settings");

    /** Variables when the ledger asks about an order, at any time; {@code .} is the payload. */
    static final Set<String> ORDER = Set.of("payload", "settings", "values");

    /** Variables when one page of an answer is there; also the number of the page, from 1. */
    static final Set<String> PAGE =
            Stream.concat(ANSWER.stream(), Stream.of("page")).collect(Collectors.toSet());

    /** Variables when an order is accepted; {@code .} is the payload. */
    static final Set<String> PAYLOAD = Set.of("payload");

    private Variables() {}
}
