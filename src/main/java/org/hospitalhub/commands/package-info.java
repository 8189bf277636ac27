/** The command line: what a person at a shell or a script asks of a hub, and what starts one. */
@org.jspecify.annotations.NullMarked
package org.hospitalhub.commands;
