/** Checks of payloads made from JSON Schemas with a few keywords of the hub's own ({@code hub:…}). */
@NullMarked
package org.hospitalhub.service.payload;

import org.jspecify.annotations.NullMarked;
