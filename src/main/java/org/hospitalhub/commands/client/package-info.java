/** Commands that call a running hub over its API. */
@NullMarked
package org.hospitalhub.commands.client;

import org.jspecify.annotations.NullMarked;
