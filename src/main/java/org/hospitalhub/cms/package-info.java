/** Signing and verifying of PKCS#7/CMS messages (RFC 5652), with its Camel component {@code crypto-cms}. */
@NullMarked
package org.hospitalhub.cms;

import org.jspecify.annotations.NullMarked;
