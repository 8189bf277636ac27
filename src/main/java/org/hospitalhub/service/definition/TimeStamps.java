package org.hospitalhub.service.definition;

/**
 * The time-stamp authority of a service's signatures, as declared. Texts may name settings.
 *
 * @param address where it is asked (RFC 3161 over HTTP)
 * @param use which signatures get a content time-stamp: {@code dstu}, {@code always} or {@code never}
 * @param policy object identifier of the policy to ask for; empty for the authority's choice
 * @param hash digest that is time-stamped; empty for the signer's own
 * @param identity client certificate; empty for none
 * @param trust PEM file of the authorities whose tokens are accepted; empty for any that holds
 * @param timeOut how long one call may take
 */
public record TimeStamps(
        String address,
        String use,
        String policy,
        String hash,
        String identity,
        String trust,
        String timeOut,
        Place place) {}
