/** The pages for people. */
@NullMarked
package org.hospitalhub.operations.screens;

import org.jspecify.annotations.NullMarked;
