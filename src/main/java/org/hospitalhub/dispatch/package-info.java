/** Takes orders as they fall due, sends them through the routes and records what became of them. */
@NullMarked
package org.hospitalhub.dispatch;

import org.jspecify.annotations.NullMarked;
