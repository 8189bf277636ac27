package org.hospitalhub.ehealth;

/** Camel-free classes behind the eHealth routes. */
record EhealthSteps(
        EhealthRequests requests,
        RegistryCache registryCache,
        ContractCheck check,
        EhealthTokens tokens,
        UploadStep uploadStep,
        SignStep signStep,
        SubmitStep submitStep,
        FollowStep followStep,
        ProgressStep progressStep) {}
