/**
 * Electronic signatures as CMS SignedData (PKCS#7), and the Camel component {@code crypto-cms} that routes use for them.
 *
 * <p>{@link org.hospitalhub.cms.CmsSigner} and {@link org.hospitalhub.cms.CmsVerifier} do the work and do not depend on Camel.
 */
@NullMarked
package org.hospitalhub.cms;

import org.jspecify.annotations.NullMarked;
