/** Endpoints for own routes of services. */
@NullMarked
package org.hospitalhub.service.routes;

import org.jspecify.annotations.NullMarked;
