/** What an operator may do to orders, services and routes, the same from API, screens and JMX. */
@NullMarked
package org.hospitalhub.operations.actions;

import org.jspecify.annotations.NullMarked;
