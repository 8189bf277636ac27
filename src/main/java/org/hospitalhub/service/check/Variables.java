package org.hospitalhub.service.check;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The variables that expressions may use, without {@code $}. */
final class Variables {

    /** Before a request: {@code .} is the payload. */
    static final Set<String> REQUEST = Set.of("payload", "order", "memory", "settings", "operation", "now", "values");

    /** When an answer is there: {@code .} is its body. */
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
            "values");

    /** When values are made: {@code .} is the payload. */
    static final Set<String> VALUES = Set.of("payload", "settings");

    /** When the ledger asks of an order, at any time: {@code .} is the payload. */
    static final Set<String> ORDER = Set.of("payload", "settings", "values");

    /** When one page of an answer is there: its number, from 1, too. */
    static final Set<String> PAGE =
            Stream.concat(ANSWER.stream(), Stream.of("page")).collect(Collectors.toSet());

    /** When an order is accepted: {@code .} is the payload. */
    static final Set<String> PAYLOAD = Set.of("payload");

    private Variables() {}
}
