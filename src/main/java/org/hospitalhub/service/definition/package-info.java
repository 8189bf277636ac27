/** Definitions of services as records, and their plain reader: YAML in, records and findings out; knows nothing of how they run. */
@NullMarked
package org.hospitalhub.service.definition;

import org.jspecify.annotations.NullMarked;
