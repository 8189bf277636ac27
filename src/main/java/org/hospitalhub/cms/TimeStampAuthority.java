package org.hospitalhub.cms;

/** A time-stamp authority (RFC 3161), which confirms that content existed at a time. */
@FunctionalInterface
public interface TimeStampAuthority {

    /**
     * Returns a new time-stamp token.
     *
     * @param digestAlgorithm object identifier of the digest
     * @param digest digest of the content
     * @return the token, a DER ContentInfo
     * @throws CmsException when the authority returns none or a wrong one
     */
    byte[] token(String digestAlgorithm, byte[] digest);

    /**
     * Returns a new time-stamp token with the authority's certificate in it, as it is needed to verify the token years later; by
     * default without.
     *
     * @throws CmsException when the authority returns none or a wrong one
     */
    default byte[] tokenWithCertificate(String digestAlgorithm, byte[] digest) {
        return token(digestAlgorithm, digest);
    }

    /** Returns whether signatures of this scheme get a content time-stamp; all do by default. */
    default boolean stamps(SignatureScheme scheme) {
        return true;
    }

    /** Returns the object identifier of the digest that is time-stamped; the scheme's own by default. */
    default String digest(SignatureScheme scheme) {
        return scheme.digest().getAlgorithm().getId();
    }
}
