/** Bodies of requests and answers as JSON trees: formats, charsets, and errors that services report. */
@NullMarked
package org.hospitalhub.calls.media;

import org.jspecify.annotations.NullMarked;
