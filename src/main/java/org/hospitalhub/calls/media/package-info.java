/** Bodies of requests and answers as JSON trees: media, charsets, and what the text of an error says. */
@NullMarked
package org.hospitalhub.calls.media;

import org.jspecify.annotations.NullMarked;
