package org.hospitalhub.sandbox;

/** Answers a call. An exception is answered with an empty 500 and logged without the call's content. */
@FunctionalInterface
public interface Handler {
    Reply handle(Call call) throws Exception;
}
