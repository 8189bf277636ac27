/** Endpoints that routes of services are built with. */
@NullMarked
package org.hospitalhub.service.routes;

import org.jspecify.annotations.NullMarked;
