package org.hospitalhub.cms;

/** A time-stamp authority as of RFC 3161: says when a content existed. */
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

    /** Returns whether signatures of this scheme get a content time-stamp; all do by default. */
    default boolean stamps(SignatureScheme scheme) {
        return true;
    }

    /** Returns the object identifier of the digest that is time-stamped; the scheme's own by default. */
    default String digest(SignatureScheme scheme) {
        return scheme.digest().getAlgorithm().getId();
    }
}
