/** A cart with a pole on it, pushed by a motor with a filter: positions, speeds and one activation. */
export const cart = `<mujoco>
  <option timestep="0.01" integrator="implicitfast"/>
  <worldbody>
    <body>
      <joint name="slide" type="slide" axis="1 0 0" damping="0.1"/>
      <geom size="0.1" mass="1"/>
      <body>
        <joint name="hinge" type="hinge" axis="0 1 0"/>
        <geom type="capsule" fromto="0 0 0 0 0 0.6" size="0.04" mass="0.3"/>
      </body>
    </body>
  </worldbody>
  <actuator>
    <general joint="slide" gainprm="10" dyntype="filter" dynprm="0.1"/>
  </actuator>
</mujoco>`;
