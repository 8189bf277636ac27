/**
 * Client identities, trust anchors and their expiry.
 *
 * <p>{@link org.hospitalhub.tls.Identities} opens what {@code hub.identities} names, {@link org.hospitalhub.tls.OutgoingTls}
 * makes an {@link javax.net.ssl.SSLContext} of it that follows changed files, and
 * {@link org.hospitalhub.tls.certificate.CertificateDescription} says whom a certificate identifies.
 */
@NullMarked
package org.hospitalhub.tls;

import org.jspecify.annotations.NullMarked;
