"""What a person sees at one time: one module and one stylesheet each."""
