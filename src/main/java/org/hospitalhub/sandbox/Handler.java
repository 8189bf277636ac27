package org.hospitalhub.sandbox;

/** Answers one call. What it throws is answered as a bare 500, and logged without the call's content. */
@FunctionalInterface
public interface Handler {
    Reply handle(Call call) throws Exception;
}
