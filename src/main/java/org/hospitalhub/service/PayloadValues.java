package org.hospitalhub.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Computes the values of an operation from its payload when expressions are not sufficient: {@code values: java:<bean>}. */
@FunctionalInterface
public interface PayloadValues {

    /** Returns scalar values by name. The stored payload may be that of a refused order and have any structure. */
    ObjectNode of(JsonNode payload);
}
