package org.hospitalhub.cms;

/** Says when a content existed: a time-stamp authority as of RFC 3161. */
@FunctionalInterface
public interface TimeStampAuthority {

    /**
     * Asks for a time-stamp token.
     *
     * @param digestAlgorithm object identifier of the digest
     * @param digest digest of the content
     * @return the token, a DER ContentInfo
     * @throws CmsException when the authority gives none or a wrong one
     */
    byte[] token(String digestAlgorithm, byte[] digest);
}
