/**
 * How credentials reach what runs. `environment`: as keys in variables, which every program understands and which
 * stay what they are. `endpoint`: from an address of the window's on this machine, which the AWS CLI and the SDKs ask
 * again whenever they need others.
 */
export const deliveryKinds = ["environment", "endpoint"] as const;
export type DeliveryKind = (typeof deliveryKinds)[number];
