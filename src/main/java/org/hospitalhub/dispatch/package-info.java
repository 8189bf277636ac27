/** Claims orders when they fall due, sends them through the routes and records their outcomes. */
@NullMarked
package org.hospitalhub.dispatch;

import org.jspecify.annotations.NullMarked;
