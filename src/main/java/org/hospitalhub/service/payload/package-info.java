/** Checks of payloads by JSON Schema with additional keywords of the hub ({@code hub:…}). */
@NullMarked
package org.hospitalhub.service.payload;

import org.jspecify.annotations.NullMarked;
