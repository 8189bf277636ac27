package org.hospitalhub.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Makes the values of an operation out of its payload, where expressions cannot: {@code values: java:<bean>}. */
@FunctionalInterface
public interface PayloadValues {

    /** Reads a stored payload, which may be a refused one in any shape; the values are single ones by name. */
    ObjectNode of(JsonNode payload);
}
