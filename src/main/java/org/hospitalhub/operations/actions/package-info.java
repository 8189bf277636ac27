/** The actions of an operator on orders, services and routes, the same for API, screens and JMX. */
@NullMarked
package org.hospitalhub.operations.actions;

import org.jspecify.annotations.NullMarked;
