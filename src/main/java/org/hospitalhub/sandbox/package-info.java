/** Stand-ins for the three national services, with named mischief. Shares no class with the clients. */
@NullMarked
package org.hospitalhub.sandbox;

import org.jspecify.annotations.NullMarked;
