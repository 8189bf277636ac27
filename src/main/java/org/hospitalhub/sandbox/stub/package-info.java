/**
 * Stubs of services, made from the examples of definitions. They read definitions with code of their own and share no class with
 * the hub, so that they do not share its mistakes.
 */
@NullMarked
package org.hospitalhub.sandbox.stub;

import org.jspecify.annotations.NullMarked;
