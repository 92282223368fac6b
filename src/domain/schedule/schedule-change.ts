/** A change that makes a schedule in Temporal agree with the configuration. */
export type ScheduleChange =
  | { readonly action: "create"; readonly name: string; readonly definition: string }
  | {
      readonly action: "update";
      readonly name: string;
      readonly definition: string;
      /** Part -> from what to what. */
      readonly differences: Readonly<Record<string, { readonly from: string; readonly to: string }>>;
    }
  | { readonly action: "keep"; readonly name: string; readonly definition: string }
  /** The configuration no longer has it. */
  | { readonly action: "remove"; readonly name: string; readonly definition: string | null };
