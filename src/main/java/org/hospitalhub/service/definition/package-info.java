/** Definitions of services as records, and their reader: YAML in, records and findings out. Independent of how definitions run. */
@NullMarked
package org.hospitalhub.service.definition;

import org.jspecify.annotations.NullMarked;
